using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests;

/// <summary>A registry that a test puts together.</summary>
internal sealed class FakeRegistry(RegistrySnapshot? snapshot = null) : IRegistry
{
    public RegistrySnapshot Current { get; set; } = snapshot ?? RegistrySnapshot.Empty;

    /// <summary>Puts an enrolment in force and gives the entry that the journal would hold.</summary>
    public EnrolmentPut Enrol(string id, string patient, string device, Instant? from = null, Instant? to = null, short? user = null)
    {
        var enrolment = new Enrolment(id, patient, device, user, from ?? Instant.Min, to ?? Instant.Max);
        var before = Current.Enrolments.GetValueOrDefault(id);
        Current = Current.With(enrolment);
        return new EnrolmentPut(enrolment, before, "admin", null);
    }
}
