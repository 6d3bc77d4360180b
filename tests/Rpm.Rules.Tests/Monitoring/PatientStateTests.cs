using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;

namespace Rpm.Rules.Tests.Monitoring;

public class PatientStateTests
{
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
}
