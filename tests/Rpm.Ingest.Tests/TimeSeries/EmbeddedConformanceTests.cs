using Rpm.Ingest.Journal;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.TimeSeries;

public sealed class EmbeddedConformanceTests : SeriesConformance
{
    internal override async Task DeliverAsync(IReadOnlyList<JournalGroup> groups) => await Embedded.ApplyAsync([.. groups]);

    internal override Task<IReadOnlyList<SeriesPoint>> PointsAsync(string patient, Kind kind, Measure measure, Instant from, Instant to) =>
        Embedded.PointsAsync(new SeriesQuery { Slices = Registry.Current.SlicesOf(patient), Kinds = [kind], From = from, To = to }, measure, CancellationToken.None);
}
