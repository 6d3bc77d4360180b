using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

public class PatientStateTests
{
    // A patient with 100, 60 and 50 mg/dL at 08:00, 08:05 and 08:10, and a comment, as the first format had it.
    private const string FormatOne =
        "AQEEcDEW////////////ARQAAAAAAAAAAAAAAAAAAAABBGQxgN+Th5VnFgD+//////////8BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIBBGQxAwD///////////8BBoDA" +
        "yoaVZwIAAAAAAgfIAQAFAMCP74aVZwwAAAAAAgd4AAUAgN+Th5VnFgAAAAACB2QABQAGAUBiOTY3N2EyN2I3NmFkNmM0MDVkOTFjZWI3YWI4YzM2ZAD+//////////8BAIDfk4eVZ4Df" +
        "k4eVZ4Dfk4eVZxaA35OHlWcWgMDKhpVngMDKhpVngN+Th5VnAgACAAEAAAAAAAAAAAD///////////8BAAAAAAAAAUA0ZDY3MDBmZTEzYmIyZGNkY2IwYzI0ZWRlODI4YTJmNQCAnaaI" +
        "lWcAwI/vhpVngN+Th5VngN+Th5VnDAAAgMDKhpVngMDKhpVngN+Th5VnBAAAAAAAAAAAAAAAAAD///////////8BAAAAAAAAAUBjYmE0MmFhODRiY2QzMGJlYWFkZGQ5ODA3YTg5Y2Q0" +
        "NQD+//////////8BAAAAAAAAAIDAyoaVZ4Dfk4eVZ////////////wEABgAAAAAAAAAAAAAAAP///////////wEAAAAAAAACAUBiOTY3N2EyN2I3NmFkNmM0MDVkOTFjZWI3YWI4YzM2" +
        "ZIDfk4eVZ/7//////////wH+//////////8BwK64h5VnATR2N3N6a3RtazVndnd3cnhwNXZxYXp1eTdjbAQBBHAxAQRkMQEUdXJnZW50LWxvdwEGY2dtAYABZTdjNzgxNzYyYzhiZmM3" +
        "NTg2ZWIwMTNmMDllNTc5OWM3ODM5ZDcxZGYzMTllYWM2YzhlMmIyMTUyZGRiOWFlNgEoR2x1Y29zZSB1cmdlbnRseSBsb3cBAwEAAAAAAQCA35OHlWcAAAAAAgAAAwcBZAAFAAFuAAUA" +
        "AYDfk4eVZwGAAVRyZWF0IHRoZSBsb3cgbm93OyBjYWxsIHRoZSBwYXRpZW50LCB0aGVuIHRoZSBlbWVyZ2VuY3kgY29udGFjdC4CFgEEZDEDgN+Th5VnAAdkAAUAAAIBEnVyZ2VudExv" +
        "d24ABQAABAKA35OHlWcBAAADBMCIm4eVZwgBCm51cnNlAQxjYWxsZWQD";

    [Fact]
    [Trait("Control", "C-44")]
    public void Read_StateWithActiveAcknowledgedSnoozedAndPending_GivesItBackWhole()
    {
        var scenario = new Scenario().SpO2("85x3").Cgm("69x5").Pressure("185/100").Acknowledge("spo2-low");
        Assert.Equal(AlertActionResult.Done, scenario.Act(AlertActionKind.Snooze, "low", until: scenario.Now + TimeSpan.FromHours(1), note: "calling"));
        var bytes = Scenario.Bytes(scenario.State);
        var read = PatientState.Read(bytes);
        Assert.Equal(bytes, Scenario.Bytes(read));
        Assert.Equivalent(scenario.State.OpenAlerts.ToArray(), read.OpenAlerts.ToArray(), strict: true);
        Assert.Equal(PatientMonitor.NextDeadline(scenario.Plan, scenario.State), PatientMonitor.NextDeadline(scenario.Plan, read));
    }

    [Fact]
    public void Read_NewerFormat_IsRefusedWithTheReason()
    {
        var bytes = Scenario.Bytes(PatientState.Create("p1"));
        bytes[0] = 200;
        Assert.Contains("newer", Assert.Throws<InvalidDataException>(() => PatientState.Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutShortAnywhere_IsRefused()
    {
        var bytes = Scenario.Bytes(new Scenario().SpO2("85x3").State);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => PatientState.Read(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Read_StateOfFormatOne_KeepsAlertsAndWhatWasHeard()
    {
        // What rules had come to is lost with the hashes of that time; who is ill and who was heard of is not.
        var state = PatientState.Read(Convert.FromBase64String(FormatOne));
        var alert = Assert.Single(state.OpenAlerts);
        Assert.Equal(("v7szktmk5gvwwrxp5vqazuy7cl", "urgent-low", true, 2), (alert.Id, alert.Rule, alert.Active, alert.Version));
        Assert.Equal(2, alert.History.Count);
        Assert.Equal("d1", state.LastDevice(Kind.Cgm));

        var scenario = new Scenario { State = state, Now = Scenario.Start + TimeSpan.FromMinutes(15) };
        scenario.Cgm("52");
        Assert.Equal(1, scenario.State.OpenAlerts.Count(a => a.Rule == "urgent-low"));
        scenario.Cgm("100x3").Expect("urgent-low", "resolved high");
    }
}
