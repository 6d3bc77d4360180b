using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>A change of a patient's own limit; a null value went back to the pack's default.</summary>
internal sealed record LimitChangeAnswer(string Pack, string Parameter, string? Value, string By, DateTimeOffset At, string Reason, string? Prescriber)
{
    public static LimitChangeAnswer From(LimitSet set, Instant at) =>
        new(set.Pack, set.Parameter, set.Value, set.By, at.ToDateTimeOffset(), set.Reason, set.Prescriber);
}
