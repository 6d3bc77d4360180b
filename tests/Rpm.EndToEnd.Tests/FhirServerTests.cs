using System.Text.Json.Nodes;

namespace Rpm.EndToEnd.Tests;

/// <summary>An independent FHIR server that validates what it is sent: everything arrives once, whatever is away or restarted.</summary>
public sealed class FhirServerTests
{
    [Fact]
    [Trait("Control", "C-15")]
    [Trait("Control", "C-17")]
    public async Task Fhir_ServerAwayAndEngineRestarted_ArrivesOnceAsObservationsAndTask()
    {
        await using var server = FhirTestServer.Create();
        await server.StartAsync(TestContext.Current.CancellationToken);
        await using var relay = new Relay(server.Port);
        relay.Open();
        await using var engine = await Engine.StartAsync(new() { ["Fhir:Url"] = $"http://127.0.0.1:{relay.Port}/fhir/R4" });
        await engine.EnrolAsync("p1", "cuff-1", "cgm-1");

        // Two Observations (pressures, pulse), then one that raises an alert.
        await engine.PublishAsync("up/cuff-1/blood-pressure", $$"""{"time":"{{Publishing.Now()}}","id":"a1","systolic":128,"diastolic":82,"pulse":71}""");
        await engine.PublishAsync("up/cgm-1/cgm", $$"""{"time":"{{Publishing.Now()}}","id":"b1","glucose":41,"unit":"mg/dL"}""");
        await ArrivedAsync(engine, server, observations: 3);
        var task = Assert.Single(await server.SearchAsync("Task?_count=100"));
        Assert.Equal(("requested", "Patient"), (task["status"]!.GetValue<string>(), task["for"]!["reference"]!.GetValue<string>().Split('/')[0]));
        var before = await EverythingAsync(server);

        Assert.Equal(0, await engine.StopAsync());
        await engine.RestartAsync();
        await engine.PublishAsync("up/cuff-1/blood-pressure", $$"""{"time":"{{Publishing.Now()}}","id":"a2","systolic":126,"diastolic":80}""");
        await ArrivedAsync(engine, server, observations: 4);
        var after = await EverythingAsync(server);
        Assert.Subset(after, before);
        Assert.Equal(before.Count + 1, after.Count);

        await relay.CloseAsync();
        await engine.PublishAsync("up/cuff-1/blood-pressure", $$"""{"time":"{{Publishing.Now()}}","id":"a3","systolic":125,"diastolic":79}""");
        await engine.PublishAsync("up/cgm-1/cgm", $$"""{"time":"{{Publishing.Now()}}","id":"b2","glucose":"low","unit":"mg/dL"}""");
        await engine.DegradedAsync("fhir");
        Assert.Equal(5, (await engine.StatusAsync()).Committed);
        Assert.NotEmpty(await engine.SeriesAsync("p1", "systolic", "cuff-1"));
        relay.Open();
        await ArrivedAsync(engine, server, observations: 6);
        await engine.ReadyAsync();
        Assert.Single(await server.SearchAsync("Patient?_count=100"));
        var devices = (await server.SearchAsync("Device?_count=100")).SelectMany(d => (d["identifier"] as JsonArray ?? []).Select(i => i!["value"]!.GetValue<string>())).ToList();
        Assert.Single(devices, "cuff-1");
        Assert.Single(devices, "cgm-1");
    }

    private static async Task ArrivedAsync(Engine engine, FhirTestServer server, int observations)
    {
        var status = await engine.SettledAsync();
        Assert.Equal(0, status.Followers["fhir"].Rejected);
        IReadOnlyList<JsonObject> tasks = [];
        await Eventually.TrueAsync(async () => (tasks = await server.SearchAsync("Task?_count=100")).Count > 0, Eventually.Deadline, () => $"a Task\n{engine.Output}");
        Assert.Equal(observations, (await server.SearchAsync("Observation?_count=100")).Count);
    }

    // Type and id of all that can be doubled.
    private static async Task<HashSet<string>> EverythingAsync(FhirTestServer server)
    {
        var all = new HashSet<string>();
        foreach (var type in new[] { "Observation", "Task", "Patient", "Device", "CommunicationRequest" })
        {
            all.UnionWith((await server.SearchAsync($"{type}?_count=100")).Select(r => $"{type}/{r["id"]}"));
        }

        return all;
    }
}
