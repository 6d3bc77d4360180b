using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.TimeSeries;

internal sealed class FakeRegistry : IRegistry
{
    public RegistrySnapshot Current { get; private set; } = RegistrySnapshot.Empty;

    /// <summary>Puts an enrolment in force and gives the entry that the journal would hold.</summary>
    public EnrolmentPut Enrol(string id, string patient, string device, Instant? from = null, Instant? to = null, short? user = null)
    {
        var enrolment = new Enrolment(id, patient, device, user, from ?? Instant.Min, to ?? Instant.Max);
        var before = Current.Enrolments.GetValueOrDefault(id);
        Current = Current.With(enrolment);
        return new EnrolmentPut(enrolment, before, "admin", null);
    }
}
