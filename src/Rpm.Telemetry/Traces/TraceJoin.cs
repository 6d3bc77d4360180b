using System.Runtime.InteropServices;

namespace Rpm.Telemetry.Traces;

/// <summary>Joins the rows of a trace that one sensor took at one time into readings.</summary>
public static class TraceJoin
{
    /// <summary>
    /// Rows of one subject, time, device and kind form one reading. A second row of the same measure starts another one, so
    /// exact duplicates stay what they are: two readings with the same content. Order is by time, then as in the file.
    /// </summary>
    public static JoinedTrace Join(TraceFile file)
    {
        var skipped = new List<SkippedRow>(file.Skipped);
        var open = new Dictionary<(string Device, Kind Kind, DateTime Clock, TimeSpan? Offset), List<Panel>>();
        var order = new List<Panel>();
        var saturated = SaturatedMoments(file.Rows);
        foreach (var row in file.Rows)
        {
            var mapping = MetricMapping.Of(row.Metric, row.Unit);
            if (mapping is null)
            {
                skipped.Add(new SkippedRow(row.Line, SkipReason.UnknownMetric, $"{row.Metric} in {row.Unit}"));
                continue;
            }

            if (!QuantityText.TryParse(row.Value, mapping.Unit, out var quantity))
            {
                skipped.Add(new SkippedRow(row.Line, SkipReason.Number, row.Metric));
                continue;
            }

            var kind = mapping.Measure == Measure.Pulse && !saturated.Contains((row.Subject, row.Clock)) ? Kind.BloodPressure : mapping.Panel;
            var device = DeviceNames.Safe(row.Subject) + mapping.DeviceSuffix;
            ref var panels = ref CollectionsMarshal.GetValueRefOrAddDefault(open, (device, kind, row.Clock, row.Offset), out _);
            panels ??= [];
            var panel = panels.Find(p => !p.Members.Any(m => m.Row.Metric == row.Metric));
            if (panel is null)
            {
                panel = new Panel(device, kind, row);
                panels.Add(panel);
                order.Add(panel);
            }

            panel.Members.Add((row, new MeasureValue(mapping.Measure, quantity)));
        }

        var readings = new List<TraceReading>(order.Count);
        foreach (var panel in order)
        {
            if (panel.IsComplete)
            {
                readings.Add(panel.ToReading());
            }
            else
            {
                skipped.AddRange(panel.Members.Select(m =>
                    new SkippedRow(m.Row.Line, SkipReason.IncompletePanel, $"{m.Row.Metric} without the rest of {panel.Kind}")));
            }
        }

        // LINQ's ordering is stable: what has the same time stays in the order of the file.
        return new JoinedTrace(file.Rows.Count + file.Skipped.Count, [.. readings.OrderBy(r => r.Clock - (r.Offset ?? TimeSpan.Zero))], skipped);
    }

    private static HashSet<(string Subject, DateTime Clock)> SaturatedMoments(IReadOnlyList<TraceRow> rows) =>
        [.. rows.Where(r => MetricMapping.Of(r.Metric, r.Unit)?.Measure == Measure.Spo2).Select(r => (r.Subject, r.Clock))];

    private sealed class Panel(string device, Kind kind, TraceRow first)
    {
        public Kind Kind => kind;

        public List<(TraceRow Row, MeasureValue Value)> Members { get; } = [];

        public bool IsComplete => kind switch
        {
            Kind.BloodPressure => Has(Measure.Systolic) && Has(Measure.Diastolic),
            Kind.PulseOximetry => Has(Measure.Spo2),
            _ => true,
        };

        public TraceReading ToReading()
        {
            var values = new MeasureValues();
            foreach (var (_, value) in Members.OrderBy(m => m.Value.Measure))
            {
                values.Add(value.Measure, value.Quantity);
            }

            return new TraceReading(first.Subject, device, kind, first.Clock, first.Offset, values, Members.Count);
        }

        private bool Has(Measure measure) => Members.Any(m => m.Value.Measure == measure);
    }
}
