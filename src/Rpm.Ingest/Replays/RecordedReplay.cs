using Rpm.Ingest.Monitoring;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Replay;
using Rpm.Telemetry;

namespace Rpm.Ingest.Replays;

/// <summary>
/// What rules would have raised over recorded readings: patient by patient from the series store, through the monitor that judges live. Patients, limits and
/// enrolments are those of today; nobody acts on an alert.
/// </summary>
internal sealed class RecordedReplay(IRegistry registry, ISeriesStore series) : IDisposable
{
    // What is before the period brings the monitors into the state they were in: longer than the continuous packs' holds and gaps.
    private static readonly TimeSpan WarmUp = TimeSpan.FromDays(8);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The packs in force.</summary>
    public IReadOnlyList<RulePack> PacksInForce =>
        [.. registry.Current.Packs.Values.OrderBy(p => p.Id, StringComparer.Ordinal).Select(p => PackLoader.Load(p.Yaml, p.Id).Pack).OfType<RulePack>()];

    /// <summary>Replays; null where another replay is running: the machine's first work is the live one.</summary>
    /// <param name="compare">Null = nothing to compare with.</param>
    public async Task<ReplayAnswer?> RunAsync(
        string? patient, ReplayOptions options, IReadOnlyList<RulePack> packs, IReadOnlyList<RulePack>? compare, CancellationToken cancellationToken)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return null;
        }

        try
        {
            var (one, other) = (new RuleReplay(packs, options), compare is null ? null : new RuleReplay(compare, options));
            foreach (var record in registry.Current.Patients.Values.Where(p => patient is null || p.Id == patient).OrderBy(p => p.Id, StringComparer.Ordinal))
            {
                var readings = await ReadAsync(record.Id, options, cancellationToken);
                if (readings.Count == 0)
                {
                    continue;
                }

                var replayed = new ReplayPatient(PatientContexts.Of(record), readings);
                one.Add(replayed);
                other?.Add(replayed);
            }

            var report = one.Report();
            return ReplayAnswer.Of(
                $"{options.From} to {options.To}", report, other is null ? null : ReplayComparison.Of(report, other.Report()));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// One pack over one patient's readings with the limits in force and with others; null where another replay is running. Test readings are judged too: where they are
    /// allowed they are what people look at.
    /// </summary>
    /// <param name="limits">The patient's own limits by <c>pack/parameter</c>, in place of those in force.</param>
    public async Task<ReplayComparison?> CompareLimitsAsync(
        Patient patient, RulePack pack, IReadOnlyDictionary<string, string> limits, Instant from, Instant to, CancellationToken cancellationToken)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return null;
        }

        try
        {
            var options = new ReplayOptions(from, to, Test: true);
            var readings = await ReadAsync(patient.Id, options, cancellationToken);
            var (context, one, other) = (PatientContexts.Of(patient), new RuleReplay([pack], options), new RuleReplay([pack], options));
            // The judging takes a pool thread, not the one that answers the page.
            await Task.Run(
                () =>
                {
                    one.Add(new ReplayPatient(context, readings));
                    other.Add(new ReplayPatient(context with { Limits = limits }, readings));
                },
                cancellationToken);
            return ReplayComparison.Of(one.Report(), other.Report());
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<IReadOnlyList<JudgedReading>> ReadAsync(string patient, ReplayOptions options, CancellationToken cancellationToken)
    {
        var slices = registry.Current.SlicesOf(patient);
        if (slices.Count == 0)
        {
            return [];
        }

        var from = options.From - WarmUp;
        var stored = await series.ReadAsync(new SeriesQuery { Slices = slices, From = from, To = options.To }, cancellationToken);
        return
        [
            .. stored.OrderBy(r => r.Position).Select(r => new JudgedReading { Position = r.Position, Received = r.Received, Ordinal = r.Ordinal, Reading = r.Reading }),
        ];
    }
}
