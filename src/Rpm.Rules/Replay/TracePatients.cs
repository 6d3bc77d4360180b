using Rpm.Rules.Monitoring;
using Rpm.Rules.Plans;
using Rpm.Telemetry;
using Rpm.Telemetry.Traces;

namespace Rpm.Rules.Replay;

/// <summary>
/// A recorded trace as patients: every subject is one, its readings pass the check of the engine's door and arrive as they are measured. Exact
/// duplicates count once. A simulator's true values are no sensor's and are left out.
/// </summary>
/// <param name="Refused">Readings that the engine would not take.</param>
/// <param name="Duplicates">Readings that are there again.</param>
public sealed record TracePatients(IReadOnlyList<ReplayPatient> Patients, int Refused, int Duplicates)
{
    private const string Truth = "-true";

    private static readonly DecodeLimits Limits = DecodeLimits.Default;
    private static readonly DeviceDirectory Devices = new();

    /// <summary>Makes them.</summary>
    /// <param name="zone">Of timestamps without an offset, and of the patients.</param>
    public static TracePatients Of(JoinedTrace trace, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(zone);
        var patients = new Dictionary<string, List<JudgedReading>>(StringComparer.Ordinal);
        var seen = new HashSet<UInt128>();
        var taken = new Dictionary<(string Device, Kind Kind, Instant Time), byte>();
        var batch = new ReadingBatch();
        var (refused, duplicates, position) = (0, 0, 0L);
        foreach (var timed in new TraceClock(zone, new TraceShift(null)).Apply(trace.Readings).Where(t => !t.Source.Device.EndsWith(Truth, StringComparison.Ordinal)))
        {
            batch.Clear();
            ref var reading = ref batch.Add(0);
            (reading.Device, reading.Kind, reading.Time) = (timed.Source.Device, timed.Source.Kind, timed.Time);
            (reading.OffsetMinutes, reading.Values) = (timed.OffsetMinutes, timed.Source.Values);
            if (ReadingCheck.Apply(ref reading, new DecodeContext { Received = timed.Time, Limits = Limits, Devices = Devices }, batch, out _) != RejectReason.None)
            {
                refused++;
                continue;
            }

            if (!seen.Add(ReadingIdentity.Key(reading)))
            {
                duplicates++;
                continue;
            }

            var place = (reading.Device, reading.Kind, reading.Time);
            var ordinal = taken.GetValueOrDefault(place);
            taken[place] = (byte)(ordinal + 1);
            if (!patients.TryGetValue(timed.Source.Subject, out var readings))
            {
                patients[timed.Source.Subject] = readings = [];
            }

            readings.Add(new JudgedReading { Position = ++position, Received = timed.Time, Ordinal = ordinal, Reading = reading });
        }

        return new TracePatients(
            [.. patients.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new ReplayPatient(new PatientContext { Id = p.Key, TimeZone = zone.Id }, p.Value))],
            refused, duplicates);
    }
}
