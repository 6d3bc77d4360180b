using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>A span of a device's readings that may now belong to somebody else.</summary>
internal readonly record struct InfluxCorrection(string Device, Instant From, Instant To)
{
    /// <summary>
    /// The spans that an enrolment's change touches. Closing or extending one touches only what it gained or lost. A new
    /// enrolment touches something only where the device had another one before: readings that belong to nobody are never
    /// committed.
    /// </summary>
    public static IReadOnlyList<InfluxCorrection> Of(EnrolmentPut put, RegistrySnapshot registry)
    {
        var after = put.Enrolment;
        if (put.Before is not { } before)
        {
            return registry.EnrolmentsOfDevice(after.Device).Length > 1 ? Spans((after.Device, after.From, after.To)) : [];
        }

        return before.Device == after.Device && before.Patient == after.Patient && before.User == after.User
            ? Spans((after.Device, Min(before.From, after.From), Max(before.From, after.From)), (after.Device, Min(before.To, after.To), Max(before.To, after.To)))
            : Spans((before.Device, before.From, before.To), (after.Device, after.From, after.To));
    }

    private static List<InfluxCorrection> Spans(params (string Device, Instant From, Instant To)[] spans) =>
        [.. spans.Where(s => s.From < s.To).Distinct().Select(s => new InfluxCorrection(s.Device, s.From, s.To))];

    private static Instant Min(Instant a, Instant b) => a < b ? a : b;

    private static Instant Max(Instant a, Instant b) => a > b ? a : b;
}
