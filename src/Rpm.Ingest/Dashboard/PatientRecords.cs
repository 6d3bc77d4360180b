using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using Rpm.Dashboard.Patients;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Monitoring;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>The patient page's queries, answered from registry, series store and alert store.</summary>
internal sealed class PatientRecords(
    IRegistry registry, IRegistryHistory history, ISeriesStore series, IAlertReader alerts, LatestValues latest, SiteUnits units, TimeProvider clock) : IPatientRecords
{
    private const int MostAlerts = 500;
    private const int StatusRows = 500;
    private const string SaturationPack = "oximetry";
    private const string SaturationParameter = "low";

    private static readonly TimeSpan Back = TimeSpan.FromDays(30);

    private Instant Now => Instant.From(clock.GetUtcNow());

    /// <inheritdoc/>
    public PatientCard? Find(string patient)
    {
        var snapshot = registry.Current;
        if (!snapshot.Patients.TryGetValue(patient, out var record))
        {
            return null;
        }

        var saturation = LimitsInForce(snapshot, record)
            .Where(l => l.Pack.Id == SaturationPack && l.Limit.Parameter.Name == SaturationParameter).Select(l => (double?)l.Limit.Value[0].Value).FirstOrDefault();
        return new PatientCard(
            record.Id, record.Name, record.Mrn, record.BirthDate, record.TimeZone, record.CareTeam, record.Cohorts, record.Pregnant, record.SupplementaryOxygen,
            record.Spo2Target is { } target ? string.Create(CultureInfo.InvariantCulture, $"{target.Low}–{target.High} % ({target.Prescriber})") : null,
            saturation, record.PausedUntil is { } until && until > Now ? until : null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PatientSample>> ReadAsync(
        string patient, IReadOnlyList<Kind> kinds, Instant from, Instant to, CancellationToken cancellationToken) =>
        await SamplesAsync(patient, new SeriesQuery { Kinds = kinds, From = from, To = to, IncludeWithdrawn = true }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PatientSample>> NewestAsync(
        string patient, Kind kind, Instant from, Instant to, int skip, int take, CancellationToken cancellationToken) =>
        await SamplesAsync(
            patient, new SeriesQuery { Kinds = [kind], From = from, To = to, Descending = true, Skip = skip, Take = take, IncludeWithdrawn = true }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LatestValue>> LatestAsync(string patient, CancellationToken cancellationToken)
    {
        // What came since the start is in memory; of the other kinds (all of them after a withdrawal) the newest is in the store.
        var values = (latest.Of(patient) ?? []).Select(v => new LatestValue(v.Kind, v.Measure, v.Quantity, v.Time, v.Test)).ToDictionary(v => v.Measure);
        if (registry.Current.SlicesOf(patient) is { Count: > 0 } slices)
        {
            foreach (var kind in Kinds.All.Where(k => k.Kind != Kind.Status && values.Values.All(v => v.Kind != k.Kind)))
            {
                var newest = await AskAsync(() => series.SamplesAsync(
                    new SeriesQuery { Slices = slices, Kinds = [kind.Kind], From = Now - Back, Descending = true, Take = 1 }, cancellationToken));
                foreach (var sample in newest)
                {
                    foreach (var (measure, quantity) in sample.Values.Members.ToArray())
                    {
                        if (!values.TryGetValue(measure, out var other) || other.Time < sample.Time)
                        {
                            values[measure] = new LatestValue(sample.Kind, measure, quantity, sample.Time, (sample.Flags & ReadingFlags.Test) != 0);
                        }
                    }
                }
            }
        }

        return [.. values.Values];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Instant>> MeasuredAsync(string patient, Instant from, Instant to, CancellationToken cancellationToken) =>
        registry.Current.SlicesOf(patient) is { Count: > 0 } slices
            ? await AskAsync(() => series.QuartersAsync(new SeriesQuery { Slices = slices, From = from, To = to }, cancellationToken))
            : [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WornDevice>> DevicesAsync(string patient, CancellationToken cancellationToken)
    {
        var snapshot = registry.Current;
        var now = Now;
        var enrolments = snapshot.EnrolmentsOfPatient(patient).Where(e => e.From <= now && e.To > now - Back).ToList();
        if (enrolments.Count == 0)
        {
            return [];
        }

        var query = new SeriesQuery { Slices = [.. enrolments.Select(e => new SeriesSlice(e.Device, e.User, e.From, e.To))], From = now - Back };
        var seen = (await AskAsync(() => series.LastSeenAsync(query, cancellationToken))).ToDictionary(s => s.Device, StringComparer.Ordinal);
        var status = await AskAsync(() => series.SamplesAsync(query with { Kinds = [Kind.Status], Descending = true, Take = StatusRows }, cancellationToken));
        return
        [
            .. enrolments.GroupBy(e => e.Device, StringComparer.Ordinal).Select(worn =>
            {
                var device = snapshot.Devices.GetValueOrDefault(worn.Key);
                var last = seen.TryGetValue(worn.Key, out var span) ? span : (DeviceSpan?)null;
                var battery = status.Where(s => s.Device == worn.Key).Select(s => (s.Time, Has: s.Values.TryGet(Measure.Battery, out var q), Level: q)).FirstOrDefault(s => s.Has);
                return new WornDevice(
                    worn.Key, device?.Kind, device is null ? null : $"{device.Manufacturer} {device.Model}".Trim() is { Length: > 0 } model ? model : null,
                    last?.LastMeasured, last?.LastReceived, battery.Has ? battery.Level : null, battery.Has ? battery.Time : null, worn.Any(e => e.To > now));
            }).OrderByDescending(d => d.Worn).ThenByDescending(d => d.LastReceived?.UnixMilliseconds ?? 0),
        ];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Alert>> AlertsAsync(string patient, Instant from, CancellationToken cancellationToken)
    {
        var open = await AskAsync(() => alerts.ListAsync(new AlertQuery { Patient = patient, Open = true, Take = MostAlerts }, cancellationToken));
        var raised = await AskAsync(() => alerts.ListAsync(new AlertQuery { Patient = patient, RaisedFrom = from, Take = MostAlerts }, cancellationToken));
        return [.. open.Concat(raised).DistinctBy(a => a.Id).OrderByDescending(a => a.Raised)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<PatientLimitRow> Limits(string patient)
    {
        var snapshot = registry.Current;
        return snapshot.Patients.TryGetValue(patient, out var record)
            ? [.. LimitsInForce(snapshot, record).Select(l => Row(record, l.Pack, l.Limit))]
            : [];
    }

    /// <inheritdoc/>
    public IReadOnlyList<LimitChange> LimitHistory(string patient) =>
    [
        .. history.ChangesOf(patient).Where(c => c.Entry is LimitSet)
            .Select(c => ((LimitSet)c.Entry, c.At)).Select(c => new LimitChange(c.Item1.Pack, c.Item1.Parameter, c.Item1.Value, c.Item1.By, c.At, c.Item1.Reason, c.Item1.Prescriber))
            .Reverse(),
    ];

    private static IEnumerable<(RulePack Pack, ParameterInForce Limit)> LimitsInForce(RegistrySnapshot snapshot, Patient patient)
    {
        var context = PatientContexts.Of(patient);
        return PacksInForce.Of(snapshot).Where(p => p.AppliesTo(context)).SelectMany(p => ParameterInForce.Of(p, context).Select(l => (p, l)));
    }

    private PatientLimitRow Row(Patient patient, RulePack pack, ParameterInForce limit)
    {
        var parameter = limit.Parameter;
        var own = patient.Limits.GetValueOrDefault($"{pack.Id}/{parameter.Name}");
        return new PatientLimitRow(
            pack.Id, pack.Title, parameter.Name, parameter.Title, parameter.Source, Text(limit.Value), Text(parameter.Default), Text(parameter.Least), Text(parameter.Greatest),
            UnitOf(parameter.Default), parameter.FromSpo2Target, limit.Origin switch
            {
                ParameterOrigin.Patient => "the patient's own",
                ParameterOrigin.Prescribed => "prescribed target",
                _ => "pack's default",
            },
            own is null ? null : new LimitChange(pack.Id, parameter.Name, own.Value, own.By, own.At, own.Reason, own.Prescriber));
    }

    // Of glucose, which has a value in each unit, the site's.
    private Unit UnitOf(IReadOnlyList<Quantity> quantities)
    {
        var site = new[] { units.Glucose, Units.PerMinuteOf(units.Glucose) };
        return quantities.FirstOrDefault(q => site.Contains(q.Unit)) is { Unit: not Unit.None } own ? own.Unit : quantities[0].Unit;
    }

    private static string Text(IReadOnlyList<Quantity> quantities) => string.Join(" | ", quantities.Select(Rpm.Dashboard.Charts.UnitText.Of));

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is DuckDBException or SeriesStoreException or SqliteException)
        {
            throw new PatientRecordsException("a store does not answer.", e);
        }
    }

    private async Task<IReadOnlyList<PatientSample>> SamplesAsync(string patient, SeriesQuery query, CancellationToken cancellationToken)
    {
        if (registry.Current.SlicesOf(patient) is not { Count: > 0 } slices)
        {
            return [];
        }

        var stored = await AskAsync(() => series.SamplesAsync(query with { Slices = slices }, cancellationToken));
        var samples = new PatientSample[stored.Count];
        for (var i = 0; i < samples.Length; i++)
        {
            var s = stored[i];
            samples[i] = new PatientSample(
                s.Time, s.Received, s.Device, s.Kind, s.User, s.Ordinal, s.Quality, s.Flags, s.Values, s.Withdrawal is { } why ? $"{why.Reason} ({why.By})" : null);
        }

        return samples;
    }
}
