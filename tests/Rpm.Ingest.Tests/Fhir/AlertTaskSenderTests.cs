using System.Text.Json.Nodes;
using Rpm.Ingest.Fhir;
using Rpm.Ingest.Journal;
using Rpm.Rules.Alerts;
using Xunit;

namespace Rpm.Ingest.Tests.Fhir;

public sealed class AlertTaskSenderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Control", "C-53")]
    public async Task Send_FromRaisedToResolved_TheTaskFollows()
    {
        await using var server = FhirTestServer.Create();
        await server.StartAsync(Cancellation);
        using var sending = new FhirSending(new FhirOptions { Url = server.Url });
        sending.Store.Add(FhirSamples.BloodPressure(182));
        var alert = FhirSamples.Alert();

        sending.Alerts.Add(alert);
        await sending.Sender.SendPendingAsync(Cancellation);
        var raised = Assert.Single(await server.SearchAsync("Task"));
        var focus = await server.SearchAsync("Observation");
        Assert.Equal($"Observation/{Assert.Single(focus)["id"]}", (string)raised["focus"]!["reference"]!);
        Assert.Equal(("requested", "stat"), ((string)raised["status"]!, (string)raised["priority"]!));
        Assert.Equal("active", (string)Assert.Single(await server.SearchAsync("CommunicationRequest"))["status"]!);

        sending.Alerts.Add(alert = FhirSamples.Escalated(alert));
        await sending.Sender.SendPendingAsync(Cancellation);
        Assert.Equal(["active", "revoked"], (await server.SearchAsync("CommunicationRequest")).Select(r => (string)r["status"]!).Order());

        sending.Alerts.Add(alert = FhirSamples.Acknowledged(alert));
        await sending.Sender.SendPendingAsync(Cancellation);
        Assert.Equal("accepted", (string)Assert.Single(await server.SearchAsync("Task"))["status"]!);
        Assert.Single(await server.SearchAsync("Communication"));

        sending.Alerts.Add(FhirSamples.Cleared(alert));
        await sending.Sender.SendPendingAsync(Cancellation);
        var done = Assert.Single(await server.SearchAsync("Task"));
        Assert.Equal("completed", (string)done["status"]!);
        Assert.DoesNotContain("urn:uuid", done.ToJsonString(), StringComparison.Ordinal);
        Assert.Single(await server.SearchAsync("Observation"));
    }

    [Fact]
    [Trait("Control", "C-96")]
    public async Task Send_AlertsAboutTheEngine_MakeTasksForNobodyAndNoPatient()
    {
        await using var server = FhirTestServer.Create();
        await server.StartAsync(Cancellation);
        using var sending = new FhirSending(new FhirOptions { Url = server.Url });
        var alert = FhirSamples.Engine();
        sending.Alerts.Add(alert);
        sending.Alerts.Add(FhirSamples.SilentDevices());
        await sending.Sender.SendPendingAsync(Cancellation);
        sending.Alerts.Add(FhirSamples.Cleared(FhirSamples.Acknowledged(alert)));
        await sending.Sender.SendPendingAsync(Cancellation);

        var tasks = await server.SearchAsync("Task");
        Assert.Equal(["completed", "requested"], tasks.Select(t => (string)t["status"]!).Order());
        var engine = Assert.Single(await server.SearchAsync("Device"));
        Assert.All(tasks, t => Assert.Equal(($"Device/{engine["id"]}", null), ((string?)t["focus"]!["reference"], t["for"])));
        Assert.All(await server.SearchAsync("CommunicationRequest"), r => Assert.Null(r["subject"]));
        Assert.Empty(await server.SearchAsync("Patient"));
    }

    [Fact]
    [Trait("Control", "C-52")]
    public async Task Send_TaskThatSomebodyTook_KeepsHisStatusAndOwner()
    {
        await using var server = FhirTestServer.Create();
        await server.StartAsync(Cancellation);
        using var sending = new FhirSending(new FhirOptions { Url = server.Url });
        var alert = FhirSamples.Alert();
        sending.Alerts.Add(alert);
        await sending.Sender.SendPendingAsync(Cancellation);
        var task = Assert.Single(await server.SearchAsync("Task"));
        task["status"] = "in-progress";
        task["owner"] = new JsonObject { ["display"] = "Dr. Grey" };
        await server.PutAsync(task);

        // Redelivered, escalated, acknowledged by Rpm's own page and resolved: none of them takes it from her.
        using var replay = new FhirSending(new FhirOptions { Url = server.Url });
        replay.Alerts.Add(alert);
        await replay.Sender.SendPendingAsync(Cancellation);
        sending.Alerts.Add(alert = FhirSamples.Escalated(alert));
        await sending.Sender.SendPendingAsync(Cancellation);
        sending.Alerts.Add(alert = FhirSamples.Acknowledged(alert));
        await sending.Sender.SendPendingAsync(Cancellation);
        sending.Alerts.Add(FhirSamples.Cleared(alert));
        await sending.Sender.SendPendingAsync(Cancellation);

        var after = Assert.Single(await server.SearchAsync("Task"));
        Assert.Equal("in-progress", (string)after["status"]!);
        Assert.Equal("Dr. Grey", (string)after["owner"]!["display"]!);
        Assert.Equal("auto-resolved", (string)after["businessStatus"]!["coding"]![0]!["code"]!);
    }

    [Fact]
    [Trait("Control", "C-54")]
    public async Task Send_ServerDown_NothingIsLost()
    {
        await using var server = FhirTestServer.Create();
        using var sending = new FhirSending(new FhirOptions { Url = server.Url });
        sending.Alerts.Add(FhirSamples.Alert());

        await Assert.ThrowsAsync<SinkUnavailableException>(() => sending.Sender.SendPendingAsync(Cancellation));
        await server.StartAsync(Cancellation);
        await sending.Sender.SendPendingAsync(Cancellation);

        Assert.Single(await server.SearchAsync("Task"));
    }

    [Fact]
    [Trait("Control", "C-51")]
    public async Task Send_TestAlert_MakesNoWorkForAnybody()
    {
        await using var server = FhirTestServer.Create();
        await server.StartAsync(Cancellation);
        using var sending = new FhirSending(new FhirOptions { Url = server.Url });
        sending.Alerts.Add(FhirSamples.Alert() with { Test = true });

        await sending.Sender.SendPendingAsync(Cancellation);

        Assert.Empty(await server.SearchAsync("Task"));
    }

    [Fact]
    public void Merge_OlderThanTheServersCopy_ChangesNothing()
    {
        var systems = new FhirSystems(FhirOptions.DefaultNamespace);
        var writer = new AlertWriter(systems, new ObservationIds(new FakeRegistry(FhirSamples.Registry())));
        JsonObject Task(Alert alert) => (JsonObject)JsonNode.Parse(FhirJson.Render(w => writer.WriteTask(w, alert, new OwnReferences(), null, own: false)))!;
        var alert = FhirSamples.Alert();

        Assert.Null(TaskMerge.Merge(Task(FhirSamples.Acknowledged(alert)), Task(alert), systems.AlertInput, out _));
        var merged = TaskMerge.Merge(Task(FhirSamples.Acknowledged(alert)), Task(FhirSamples.Reraised(FhirSamples.Acknowledged(alert))), systems.AlertInput, out var taken);
        Assert.False(taken);
        Assert.Equal("requested", (string)merged!["status"]!);
    }
}
