using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Telemetry;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Scenarios;

/// <summary>
/// Reads the lines of readings. Each passes the check that the engine makes at its door, so that a scenario holds nothing that would never
/// reach the rules: a zero of SpO₂ becomes "sensor off", a value that cannot be is a fault.
/// </summary>
internal sealed class ScenarioReadings(ScenarioClock clock, FaultList faults)
{
    private const int MostReadings = 1_000_000;

    private static readonly DecodeLimits Limits = DecodeLimits.Create(new ReadingOptions(), allowTest: true);
    private static readonly DeviceDirectory Devices = new();

    private readonly List<ScenarioInput> _inputs = [];
    private readonly Dictionary<(string Device, Kind Kind, Instant Time), List<ulong>> _taken = [];
    private readonly ReadingBatch _batch = new();
    private Instant _above = clock.Start;

    /// <summary>Reads one line.</summary>
    public void Take(YamlScalarNode heading, YamlScalarNode values)
    {
        if (!SeriesHeading.TryParse(heading.Value!, clock, _above, out var series, out var error))
        {
            faults.Add(heading, error);
            return;
        }

        var time = series.From;
        foreach (var (word, offset) in Words.Of(values.Value!))
        {
            if (!ReadingNotation.TryParse(word, out var notation, out error))
            {
                faults.Add(values, error, YamlSection.Shift(values, offset));
                return;
            }

            if (notation.Times > 1 && series.Every == TimeSpan.Zero)
            {
                faults.Add(heading, "Several readings need 'every' and a span.");
                return;
            }

            for (var i = 0; i < notation.Times; i++)
            {
                if (!notation.Missing && !TryAdd(series, notation, time, out error))
                {
                    faults.Add(values, error, YamlSection.Shift(values, offset));
                    return;
                }

                time += series.Every;
            }
        }

        _above = time;
    }

    /// <summary>All of them, without their positions.</summary>
    public IReadOnlyList<ScenarioInput> Inputs => _inputs;

    private bool TryAdd(SeriesHeading series, ReadingNotation notation, Instant time, out string error)
    {
        if (_inputs.Count == MostReadings)
        {
            error = $"A scenario has at most {MostReadings} readings.";
            return false;
        }

        var received = time + notation.Delay;
        if (notation.Refused != RejectReason.None)
        {
            error = "";
            _inputs.Add(new ReadingIsRefused(received, series.Device, notation.Refused));
            return true;
        }

        _batch.Clear();
        ref var reading = ref _batch.Add(0);
        (reading.Device, reading.Kind, reading.Time) = (series.Device, series.Kind, time);
        reading.Flags = series.Test ? ReadingFlags.Test : ReadingFlags.None;
        if (!notation.TryFill(ref reading, series.Unit, out error))
        {
            return false;
        }

        var context = new DecodeContext { Received = received, Limits = Limits, Devices = Devices };
        var reason = ReadingCheck.Apply(ref reading, context, _batch, out var measure);
        if (reason != RejectReason.None || _batch.Dropped.Count > 0)
        {
            var member = reason == RejectReason.None ? _batch.Dropped[0].Measure : measure;
            error = $"The engine would not take '{notation.Value}': {(member == default ? reason : $"{Measures.Name(member)} is missing or cannot be")}. Say 'refused' where that is meant.";
            return false;
        }

        if (!_taken.TryGetValue((reading.Device, reading.Kind, time), out var same))
        {
            _taken[(reading.Device, reading.Kind, time)] = same = [];
        }

        var content = ReadingIdentity.ContentHash(reading);
        if (same.Contains(content))
        {
            error = $"'{notation.Value}' is there twice at the same time from the same device: the engine would take it once.";
            return false;
        }

        _inputs.Add(new ReadingArrives(received, new JudgedReading { Received = received, Ordinal = (byte)same.Count, Reading = reading }));
        same.Add(content);
        return true;
    }
}
