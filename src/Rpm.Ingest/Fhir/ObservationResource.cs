using System.Globalization;
using System.Text;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// Stored readings seen as Observations. Nothing is kept: every answer is made from the series store and the enrolments as
/// they stand. A search reads chunk by chunk from where its page begins, so its cost does not grow with the page number.
/// </summary>
internal sealed class ObservationResource(ISeriesStore store, IRegistry registry, ObservationIds ids, ObservationWriter observations, OwnReferences references) : FhirResource
{
    private const int Chunk = 500;

    /// <summary>Readings looked at for one page; a page that finds little ends there with a next link.</summary>
    private const int ScanPerPage = 20_000;

    /// <summary>Readings looked at to count matches that the store cannot count.</summary>
    private const int ScanForTotal = 5_000;

    public override string Type => "Observation";

    public override IReadOnlyList<FhirParameter> Parameters { get; } =
    [
        new("_id", "token", "Observation ids"),
        new("patient", "reference", "The patient whose enrolment covers the reading"),
        new("subject", "reference", "The same as patient"),
        new("device", "reference", "The device that measured"),
        new("code", "token", "LOINC or MDC code of the panel"),
        new("date", "date", "Time of the measurement; without a zone UTC"),
        new("category", "token", "vital-signs or laboratory"),
        new("status", "token", "final or entered-in-error"),
        new("identifier", "token", "Rpm's measurement identifier"),
        new("_lastUpdated", "date", "When Rpm received or withdrew it"),
    ];

    public override async Task<FhirRead?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } found)
        {
            return null;
        }

        var context = ContextOf(registry.Current, found.Stored);
        var json = FhirJson.Render(w => observations.Write(w, found.Panel, found.Stored.Reading, context));
        return new FhirRead(Version(context), json);
    }

    public override Task<FhirFault?> SearchAsync(SearchRequest request, SearchBundle bundle, CancellationToken cancellationToken)
    {
        var filter = new Filter(request, registry.Current, this);
        return filter.IsEmpty ? Empty(bundle)
            : request.Has("_id") || request.Has("identifier") ? SearchByIdAsync(request, filter, bundle, cancellationToken)
            : SearchByTimeAsync(request, filter, bundle, cancellationToken);
    }

    private static Task<FhirFault?> Empty(SearchBundle bundle)
    {
        bundle.Total = 0;
        return Task.FromResult<FhirFault?>(null);
    }

    private async Task<(StoredReading Stored, PanelDefinition Panel)?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (!ObservationId.TryParse(text, out var id) || !ids.TryFind(id, out var device, out var panel))
        {
            return null;
        }

        var stored = await store.FindAsync(device, panel.Kind, id.Time, id.Ordinal, cancellationToken);
        return stored is not null && Panels.Has(panel, stored.Reading) ? (stored, panel) : null;
    }

    private async Task<FhirFault?> SearchByIdAsync(SearchRequest request, Filter filter, SearchBundle bundle, CancellationToken cancellationToken)
    {
        HashSet<string>? wanted = null;
        foreach (var any in request.Of("_id").Concat(request.Of("identifier").Select(i => (IReadOnlyList<string>)[.. i.Select(filter.IdOfIdentifier).OfType<string>()])))
        {
            wanted = wanted is null ? [.. any] : [.. wanted.Intersect(any)];
        }

        var matches = new List<(StoredReading Stored, PanelDefinition Panel, ObservationContext Context)>();
        foreach (var id in wanted ?? [])
        {
            if (await FindAsync(id, cancellationToken) is { } found && ContextOf(filter.Registry, found.Stored) is var context && filter.Passes(found.Stored, found.Panel, context))
            {
                matches.Add((found.Stored, found.Panel, context));
            }
        }

        matches.Sort((a, b) => (request.Ascending ? 1 : -1) * a.Stored.Reading.Time.CompareTo(b.Stored.Reading.Time));
        var skip = 0;
        if (request.Page is { } page && (!int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out skip) || skip > matches.Count))
        {
            return BadPage;
        }

        foreach (var (stored, panel, context) in matches.Skip(skip).Take(request.Count))
        {
            Add(bundle, stored, panel, context);
        }

        bundle.Total = matches.Count;
        if (request.Count > 0 && skip + request.Count < matches.Count)
        {
            bundle.Next = (skip + request.Count).ToString(CultureInfo.InvariantCulture);
        }

        return null;
    }

    private async Task<FhirFault?> SearchByTimeAsync(SearchRequest request, Filter filter, SearchBundle bundle, CancellationToken cancellationToken)
    {
        PagePlace? start = null;
        if (request.Page is { } page)
        {
            if (!PagePlace.TryParse(page, out var place))
            {
                return BadPage;
            }

            start = place;
        }

        bundle.Total = await CountAsync(request, filter, cancellationToken);
        if (request.Count == 0)
        {
            return null;
        }

        var looked = 0;
        await foreach (var (stored, place) in ReadAsync(filter.Query with { Descending = !request.Ascending }, start, cancellationToken))
        {
            if (++looked > ScanPerPage)
            {
                bundle.Next = place.ToString();
                return null;
            }

            var context = ContextOf(filter.Registry, stored);
            var panels = Panels.Of(stored.Reading.Kind).Length;
            for (var i = place.Panel; i < panels; i++)
            {
                var panel = Panels.Of(stored.Reading.Kind)[i];
                if (!Panels.Has(panel, stored.Reading) || !filter.Passes(stored, panel, context))
                {
                    continue;
                }

                if (bundle.Written == request.Count)
                {
                    bundle.Next = (place with { Panel = i }).ToString();
                    return null;
                }

                Add(bundle, stored, panel, context);
            }
        }

        return null;
    }

    /// <summary>
    /// Readings in order, each with its place: its millisecond, how many came before it in that millisecond, and the panel to
    /// go on with. Pages hold still while newer readings arrive.
    /// </summary>
    private async IAsyncEnumerable<(StoredReading Stored, PagePlace Place)> ReadAsync(
        SeriesQuery query, PagePlace? start, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = start;
        while (true)
        {
            var chunk = query with { Take = Chunk };
            if (next is { } from)
            {
                var time = new Instant(from.Time);
                chunk = query.Descending
                    ? chunk with { To = query.To.UnixMilliseconds <= from.Time ? query.To : new Instant(from.Time + 1), Skip = from.Before }
                    : chunk with { From = query.From > time ? query.From : time, Skip = from.Before };
            }

            var rows = await store.ReadAsync(chunk, cancellationToken);
            foreach (var stored in rows)
            {
                var time = stored.Reading.Time.UnixMilliseconds;
                var place = next is { } at && at.Time == time ? at : new PagePlace(time, 0, 0);
                yield return (stored, place);
                next = new PagePlace(time, place.Before + 1, 0);
            }

            if (rows.Count < Chunk)
            {
                yield break;
            }
        }
    }

    private async Task<long?> CountAsync(SearchRequest request, Filter filter, CancellationToken cancellationToken)
    {
        if (filter.CountsInStore)
        {
            return await store.CountAsync(filter.Query, cancellationToken);
        }

        var (total, looked) = (0L, 0);
        await foreach (var (stored, _) in ReadAsync(filter.Query, null, cancellationToken))
        {
            if (!request.AccurateTotal && ++looked > ScanForTotal)
            {
                return null;
            }

            var context = ContextOf(filter.Registry, stored);
            foreach (var panel in Panels.Of(stored.Reading.Kind))
            {
                total += Panels.Has(panel, stored.Reading) && filter.Passes(stored, panel, context) ? 1 : 0;
            }
        }

        return total;
    }

    private void Add(SearchBundle bundle, StoredReading stored, PanelDefinition panel, in ObservationContext context)
    {
        var id = ids.Of(panel, stored.Reading.Device, stored.Reading.Time, stored.Ordinal);
        observations.Write(bundle.Begin(id.ToString()), panel, stored.Reading, context);
        bundle.End();
    }

    private ObservationContext ContextOf(RegistrySnapshot snapshot, StoredReading stored) => new()
    {
        Received = stored.Received,
        Ordinal = stored.Ordinal,
        Subject = snapshot.Attribute(stored.Reading.Device, stored.Reading.User, stored.Reading.Time) is { } enrolment ? references.Patient(enrolment.Patient) : null,
        Device = references.Device(stored.Reading.Device),
        Withdrawal = stored.Withdrawal,
        Own = true,
    };

    private static string Version(in ObservationContext context)
    {
        Span<byte> version = stackalloc byte[16];
        return Encoding.ASCII.GetString(version[..ObservationWriter.FormatVersion(context, version)]);
    }

    /// <summary>Where a page begins. As text: milliseconds, readings before it in that millisecond, panel.</summary>
    private readonly record struct PagePlace(long Time, int Before, int Panel)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time}.{Before}.{Panel}");

        public static bool TryParse(string text, out PagePlace place)
        {
            place = default;
            var parts = text.Split('.');
            if (parts.Length != 3
                || !long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var before)
                || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var panel)
                || panel >= Panels.MaxPerReading || time == long.MaxValue)
            {
                return false;
            }

            place = new PagePlace(time, before, panel);
            return true;
        }
    }

    /// <summary>What a search asks for: what the store can narrow down, and what is left to look at.</summary>
    private sealed class Filter
    {
        private readonly SearchRequest _request;
        private readonly ObservationResource _owner;
        private readonly TimeIntervals _dates;
        private readonly TimeIntervals _updated;
        private readonly bool _byCode;
        private readonly HashSet<PanelDefinition> _panels;

        public Filter(SearchRequest request, RegistrySnapshot registry, ObservationResource owner)
        {
            (_request, _owner, Registry) = (request, owner, registry);
            _dates = request.Times("date");
            _updated = request.Times("_lastUpdated");
            _byCode = request.Has("code");
            _panels = [.. Panels.All.Where(p => request.Passes("category", t => t.Matches(FhirSystems.ObservationCategory, p.Category)) && (!_byCode || PanelCodes.MayMatch(p, request)))];
            var slices = Slices();
            IsEmpty = _dates.IsEmpty || _updated.IsEmpty || _panels.Count == 0 || slices is { Count: 0 };
            Query = IsEmpty ? new SeriesQuery() : new SeriesQuery
            {
                Slices = slices,
                Kinds = [.. _panels.Select(p => p.Kind).Distinct()],
                From = _dates.From,
                To = _dates.To,
                UpdatedFrom = _updated.From == Instant.Min ? null : _updated.From,
                IncludeWithdrawn = Wants(AlertLife.EnteredInError),
            };
        }

        public RegistrySnapshot Registry { get; }

        public SeriesQuery Query { get; }

        /// <summary>Nothing can match.</summary>
        public bool IsEmpty { get; }

        /// <summary>Whether the store's count of readings is the number of matches.</summary>
        public bool CountsInStore =>
            !_request.Has("status") && !_byCode && _dates.IsOne && !_request.Has("_lastUpdated")
            && _panels.All(p => Panels.Of(p.Kind).Length == 1);

        public bool Passes(StoredReading stored, PanelDefinition panel, in ObservationContext context) =>
            _panels.Contains(panel)
            && _dates.Contains(stored.Reading.Time)
            && _updated.Contains(context.Updated)
            && Wants(context.InError ? AlertLife.EnteredInError : "final")
            && (!_byCode || PanelCodes.Matches(panel, stored.Reading, _request))
            && InSlices(stored.Reading);

        /// <summary>The Observation id that an identifier names; null where it is of another system.</summary>
        public string? IdOfIdentifier(string value)
        {
            var token = TokenFilter.Parse(value);
            return token.Code is { } code && token.Matches(_owner.MeasurementSystem, code) ? code : null;
        }

        private bool Wants(string status) => _request.Passes("status", t => t.Matches("http://hl7.org/fhir/observation-status", status));

        private bool InSlices(in Reading reading)
        {
            if (Query.Slices is not { } slices)
            {
                return true;
            }

            foreach (var slice in slices)
            {
                if (slice.Device == reading.Device && (slice.User is null || slice.User == reading.User) && slice.From <= reading.Time && reading.Time < slice.To)
                {
                    return true;
                }
            }

            return false;
        }

        private IReadOnlyList<SeriesSlice>? Slices()
        {
            var devices = _request.References("device", "Device")?.Select(d => FhirIds.Resolve(d, Registry.Devices.Keys)).OfType<string>().ToHashSet();
            var patients = _request.References("patient", "Patient");
            var subjects = _request.References("subject", "Patient");
            var people = patients is null ? subjects : subjects is null ? patients : patients.Intersect(subjects).ToHashSet();
            if (people is null)
            {
                return devices is null ? null : [.. devices.Select(d => new SeriesSlice(d, null, Instant.Min, Instant.Max))];
            }

            return
            [
                .. people.Select(p => FhirIds.Resolve(p, Registry.Patients.Keys)).OfType<string>().SelectMany(Registry.SlicesOf)
                    .Where(s => devices is null || devices.Contains(s.Device)),
            ];
        }
    }

    private string MeasurementSystem => observations.MeasurementSystem;
}
