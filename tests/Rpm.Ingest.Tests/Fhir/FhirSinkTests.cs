using Rpm.Ingest.Fhir;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Fhir;

public sealed class FhirSinkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Control", "C-53")]
    [Trait("Control", "C-54")]
    [Trait("Control", "C-56")]
    public async Task Deliver_ServerDownThenUp_EveryReadingOnceAndTheBadOneAlone()
    {
        await using var server = FhirTestServer.Create();
        using var sending = new FhirSending(new FhirOptions { Url = server.Url, BatchSize = 50 });
        var readings = Enumerable.Range(0, 200).Select(i => FhirSamples.Cgm() with { Time = FhirSamples.Time + TimeSpan.FromMinutes(5 * i) }).ToList();
        // A weight in the unit of glucose: the server's profiles refuse it.
        readings.Insert(77, FhirSamples.Reading(Kind.Weight, "scale-1", FhirSamples.Value(Measure.Weight, 72, 0, Unit.MilligramPerDecilitre)));
        var group = sending.Group(readings);

        await Assert.ThrowsAsync<SinkUnavailableException>(() => sending.Sink.DeliverAsync([group], Cancellation));
        await server.StartAsync(Cancellation);
        var delivery = await sending.Sink.DeliverAsync([group], Cancellation);
        var again = await sending.Sink.DeliverAsync([group], Cancellation);

        Assert.Equal(200, delivery.Written);
        var rejection = Assert.Single(delivery.Rejected);
        Assert.Equal(78, rejection.Position);
        Assert.Contains("400", rejection.Reason, StringComparison.Ordinal);
        Assert.Equal(200, again.Written);
        Assert.Equal(200, (await server.SearchAsync("Observation?_count=1000")).Count);
        Assert.Single(await server.SearchAsync("Patient"));
    }

    [Fact]
    [Trait("Control", "C-55")]
    public async Task Deliver_WithdrawalAndCorrectedEnrolment_BecomeNewVersions()
    {
        await using var server = FhirTestServer.Create();
        await server.StartAsync(Cancellation);
        using var sending = new FhirSending(new FhirOptions { Url = server.Url });
        var (pressure, oximetry) = (FhirSamples.BloodPressure(), FhirSamples.Oximetry());
        var before = sending.Registry.Current.Enrolments["e-oxi-1"];
        var after = before with { Patient = "p_2 ü" };
        sending.Registry.Current = sending.Registry.Current.With(after);
        var group = sending.Group([pressure, oximetry],
            new ReadingWithdrawn("cuff-1", Kind.BloodPressure, pressure.Time, 0, "p1", "wrong arm", "nurse-7"),
            new EnrolmentPut(after, before, "nurse-7", "wrong patient"));

        await sending.Sink.DeliverAsync([group], Cancellation);
        await sending.Sink.DeliverAsync([group], Cancellation);

        var observations = await server.SearchAsync("Observation?_count=100");
        Assert.Equal(5, observations.Count);
        var patients = await server.SearchAsync("Patient");
        Assert.Equal(2, patients.Count);
        var second = patients.Single(p => p["identifier"]!.AsArray().Any(i => (string?)i!["value"] == "p_2 ü"));
        Assert.Equal(2, observations.Count(o => (string?)o["status"] == "entered-in-error"));
        Assert.Equal(3, observations.Count(o => (string?)o["subject"]!["reference"] == $"Patient/{second["id"]}"));
    }

    [Fact]
    public async Task Deliver_ErasedPatient_DeletesRpmsObservationsOnly()
    {
        await using var server = FhirTestServer.Create();
        await server.StartAsync(Cancellation);
        using var sending = new FhirSending(new FhirOptions { Url = server.Url });
        await sending.Sink.DeliverAsync([sending.Group([FhirSamples.BloodPressure(), FhirSamples.Cgm()])], Cancellation);

        await sending.Sink.DeliverAsync([sending.Group([], new PatientErased("p1", "admin", "asked for it"))], Cancellation);

        Assert.Empty(await server.SearchAsync("Observation"));
        Assert.Single(await server.SearchAsync("Patient"));
    }

    [Fact]
    [Trait("Control", "C-51")]
    public async Task Deliver_TestReading_IsSentLabelledOrNotAtAll()
    {
        await using var server = FhirTestServer.Create();
        await server.StartAsync(Cancellation);
        var test = FhirSamples.With(FhirSamples.Cgm(), flags: ReadingFlags.Test);
        using var off = new FhirSending(new FhirOptions { Url = server.Url, SendTest = false });
        Assert.Equal(1, (await off.Sink.DeliverAsync([off.Group([test])], Cancellation)).Written);
        Assert.Empty(await server.SearchAsync("Observation"));

        using var on = new FhirSending(new FhirOptions { Url = server.Url });
        await on.Sink.DeliverAsync([on.Group([test])], Cancellation);

        Assert.Equal("HTEST", (string)Assert.Single(await server.SearchAsync("Observation"))["meta"]!["security"]![0]!["code"]!);
    }
}
