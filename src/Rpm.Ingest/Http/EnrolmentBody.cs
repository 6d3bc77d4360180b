using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>An enrolment as a caller sends it. An absent from or to is open; a correction says why.</summary>
internal sealed record EnrolmentBody(
    string? Id, string? Patient, string? Device, short? User, string? From, string? To, string? Reason, string? By)
{
    public bool TryToEnrolment(string id, out Enrolment enrolment, out IReadOnlyList<RegistryFault> faults)
    {
        var found = new List<RegistryFault>();
        if (string.IsNullOrEmpty(Patient))
        {
            found.Add(new("patient", "It is missing."));
        }

        if (string.IsNullOrEmpty(Device))
        {
            found.Add(new("device", "It is missing."));
        }

        if (!Times.TryParse(From, "from", out var from, out var fault))
        {
            found.Add(new("from", fault));
        }

        if (!Times.TryParse(To, "to", out var to, out fault))
        {
            found.Add(new("to", fault));
        }

        enrolment = new Enrolment(id, Patient ?? "", Device ?? "", User, from ?? Instant.Min, to ?? Instant.Max);
        faults = found;
        return found.Count == 0;
    }
}
