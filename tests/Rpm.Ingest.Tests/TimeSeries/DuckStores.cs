using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Journal;
using Rpm.Ingest.TimeSeries;

namespace Rpm.Ingest.Tests.TimeSeries;

internal static class DuckStores
{
    public static readonly SeriesOptions Small = new() { MemoryMegabytes = 256, Threads = 2 };

    public static async Task<DuckSeriesStore> OpenAsync(string path, SeriesOptions? options = null)
    {
        var store = new DuckSeriesStore(path, options ?? Small, TimeProvider.System, NullLogger<DuckSeriesStore>.Instance);
        await store.OpenAsync(CancellationToken.None);
        return store;
    }

    public static async Task ApplyAsync(this DuckSeriesStore store, params JournalGroup[] groups) =>
        await store.ApplyAsync(groups, CancellationToken.None);
}
