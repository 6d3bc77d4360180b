using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Http;

/// <summary>A patient's own limit, who set it, when and why.</summary>
internal sealed record LimitAnswer(string Value, string By, DateTimeOffset At, string Reason, string? Prescriber)
{
    public static LimitAnswer From(PatientLimit limit) => new(limit.Value, limit.By, limit.At.ToDateTimeOffset(), limit.Reason, limit.Prescriber);
}
