using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Pipeline;

/// <summary>The id of alerts that are about no patient is nobody's: by no record, and by no device that enrols itself.</summary>
public class ReservedPatientTests
{
    [Fact]
    [Trait("Control", "C-97")]
    public async Task AutoEnrol_OfADeviceWithTheReservedId_IsRefused()
    {
        await using var core = EngineCore.Start(autoEnrol: true);
        var outcome = await core.SendAsync($"{EnginePatient.Id} 1 60", "d 1 60");
        Assert.Equal(1, outcome.Committed);
        Assert.Equal(RejectReason.UnknownDevice, Assert.Single(outcome.Quarantined).Reason);
        Assert.DoesNotContain(EnginePatient.Id, core.Committer.Current.Patients.Keys);
        Assert.DoesNotContain(EnginePatient.Id, core.Committer.Current.Devices.Keys);
    }

    [Fact]
    [Trait("Control", "C-97")]
    public void Record_WithTheReservedId_IsRefused()
    {
        Assert.Equal("id", Assert.Single(RegistryRules.Check(new Patient { Id = EnginePatient.Id })).Member);
        Assert.Equal("id", Assert.Single(RegistryRules.Check(new Device { Id = EnginePatient.Id })).Member);
    }
}
