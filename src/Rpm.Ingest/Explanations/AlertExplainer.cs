using Rpm.Ingest.Alerts;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;
using Rpm.Rules.Packs;
using Rpm.Telemetry;

namespace Rpm.Ingest.Explanations;

/// <summary>Gathers what an alert rests on from the stores, has it derived again, and says what came of it.</summary>
internal sealed class AlertExplainer(AlertStore alerts, RegistryStore registry, ISeriesStore series)
{
    // A condition that needs a stretch longer than this to be judged is one of spot measurements.
    private static readonly TimeSpan Continuous = TimeSpan.FromDays(2);
    private static readonly TimeSpan Spot = TimeSpan.FromDays(30);
    private static readonly TimeSpan ContinuousBound = TimeSpan.FromMinutes(30);

    /// <summary>The explanation; null where there is no such alert.</summary>
    public async Task<AlertExplanation?> ExplainAsync(string id, CancellationToken cancellationToken)
    {
        var versions = await alerts.VersionsAsync(id, cancellationToken);
        if (versions.Count == 0 && await alerts.GetAsync(id, cancellationToken) is { } trimmed)
        {
            versions = [trimmed];
        }

        if (versions.Count == 0)
        {
            return null;
        }

        var first = versions[0];
        var kept = registry.FindPack(first.PackHash);
        var pack = kept is null ? null : PackLoader.Load(kept.Yaml, kept.Id).Pack;
        IReadOnlyList<Kind> kinds = pack?.Rules.FirstOrDefault(r => r.Id == first.Rule)?.Kinds ?? (first.Kind is { } kind ? [kind] : []);
        var start = first.Evidence.Count > 0 ? first.Evidence.Min(e => e.Time) : first.ReadingTime ?? first.Raised;
        var from = start - (kinds.Any(k => Kinds.Of(k).LateAfter is { } bound && bound > ContinuousBound) ? Spot : Continuous);
        var changes = registry.ChangesOf(first.Patient);
        var readings = await ReadAsync(versions, changes, kinds, from, cancellationToken);
        var all = await alerts.ListAsync(new AlertQuery { Patient = first.Patient, RaisedTo = first.Raised + TimeSpan.FromMilliseconds(1) }, cancellationToken);
        var earlier = all.Where(a => a.Id != id).ToList();
        return ExplanationWriter.Write(new AlertCase(versions, earlier, kept, pack, changes, readings), from, start);
    }

    // The readings that were the patient's when they were committed, and those that the alert names in any case.
    private async Task<IReadOnlyList<StoredReading>> ReadAsync(
        IReadOnlyList<Alert> versions, IReadOnlyList<RegistryChanged> changes, IReadOnlyList<Kind> kinds, Instant from, CancellationToken cancellationToken)
    {
        var patient = versions[0].Patient;
        var end = versions[^1].History[^1].At + TimeSpan.FromMilliseconds(1);
        var enrolments = changes.Select(c => c.Entry).OfType<EnrolmentPut>().SelectMany(p => new[] { p.Enrolment, p.Before }).OfType<Enrolment>()
            .Where(e => e.Patient == patient).Distinct().ToList();
        var found = new Dictionary<long, StoredReading>();
        if (enrolments.Count > 0)
        {
            var query = new SeriesQuery
            {
                Slices = [.. enrolments.Select(e => new SeriesSlice(e.Device, e.User, e.From, e.To))],
                Kinds = kinds,
                From = from,
                To = end,
                IncludeWithdrawn = true,
            };
            foreach (var reading in Attributed(patient, changes, await series.ReadAsync(query, cancellationToken)))
            {
                found[reading.Position] = reading;
            }
        }

        foreach (var evidence in versions.SelectMany(v => v.Evidence).Where(e => !found.ContainsKey(e.Position)))
        {
            if (await series.FindAsync(evidence.Device, evidence.Kind, evidence.Time, evidence.Ordinal, cancellationToken) is { } reading)
            {
                found[reading.Position] = reading;
            }
        }

        return [.. found.Values.OrderBy(r => r.Position)];
    }

    private static IEnumerable<StoredReading> Attributed(string patient, IReadOnlyList<RegistryChanged> changes, IReadOnlyList<StoredReading> readings)
    {
        var known = RegistrySnapshot.Empty;
        var next = 0;
        foreach (var reading in readings.OrderBy(r => r.Position))
        {
            for (; next < changes.Count && changes[next].Entry.Position < reading.Position; next++)
            {
                known = RegistryChange.Apply(known, changes[next].Entry, changes[next].At);
            }

            if (known.Attribute(reading.Reading.Device, reading.Reading.User, reading.Reading.Time)?.Patient == patient)
            {
                yield return reading;
            }
        }
    }
}
