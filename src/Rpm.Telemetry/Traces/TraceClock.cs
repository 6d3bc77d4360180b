namespace Rpm.Telemetry.Traces;

/// <summary>
/// Gives the readings of a trace their time. Shifted: every subject's newest reading is put at the target and all intervals
/// of that subject stay exactly as recorded, as by a device clock that nobody changes; subjects are shifted one by one
/// (two of a trace may lie centuries apart). Not shifted: local times are those of the zone; one that the zone skips in
/// spring is moved on by the hour it skips, one that occurs twice in autumn is the first.
/// </summary>
public sealed class TraceClock(TimeZoneInfo zone, TraceShift shift)
{
    /// <summary>Readings whose local time does not exist in the zone (not shifted only).</summary>
    public int Skipped { get; private set; }

    /// <summary>Readings whose local time exists twice in the zone (not shifted only).</summary>
    public int Ambiguous { get; private set; }

    /// <summary>The readings with their times, oldest first.</summary>
    public IReadOnlyList<TimedReading> Apply(IReadOnlyList<TraceReading> readings)
    {
        var newest = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        foreach (var reading in readings)
        {
            var clock = Uniform(reading);
            if (!newest.TryGetValue(reading.Subject, out var known) || clock > known)
            {
                newest[reading.Subject] = clock;
            }
        }

        var timed = readings.Select(r =>
        {
            var time = shift.Newest is { } target ? target - (newest[r.Subject] - Uniform(r)) : AsRecorded(r);
            var offset = shift.Newest is null && r.Offset is { } sent ? sent : zone.GetUtcOffset(time.ToDateTimeOffset());
            return new TimedReading(r, time, (short)offset.TotalMinutes);
        });
        return [.. timed.OrderBy(t => t.Time)];
    }

    private static DateTime Uniform(TraceReading reading) => reading.Clock - (reading.Offset ?? TimeSpan.Zero);

    private Instant AsRecorded(TraceReading reading)
    {
        if (reading.Offset is { } offset)
        {
            return Instant.From(new DateTimeOffset(reading.Clock, offset));
        }

        if (zone.IsInvalidTime(reading.Clock))
        {
            Skipped++;
            return Instant.From(new DateTimeOffset(reading.Clock, zone.GetUtcOffset(reading.Clock.AddHours(-3))));
        }

        if (zone.IsAmbiguousTime(reading.Clock))
        {
            Ambiguous++;
            return Instant.From(new DateTimeOffset(reading.Clock, zone.GetAmbiguousTimeOffsets(reading.Clock).Max()));
        }

        return Instant.From(new DateTimeOffset(reading.Clock, zone.GetUtcOffset(reading.Clock)));
    }
}
