namespace Rpm.Ingest.TimeSeries;

/// <summary>How much of the machine the embedded series store may take.</summary>
internal sealed record SeriesOptions
{
    /// <summary>Most memory that DuckDB may hold, in MiB; larger sorts spill beside the file.</summary>
    public int MemoryMegabytes { get; init; } = 512;

    /// <summary>DuckDB's worker threads; null = one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// Once so many rows lie in arrival order they are moved, sorted by device and time, into the history, beside what comes. More rows
    /// make fewer and longer sorts.
    /// </summary>
    public int RunRows { get; init; } = 1 << 21;

    /// <summary>How long rows are kept, by the time of measurement; zero = for ever.</summary>
    public TimeSpan Keep { get; init; }

    /// <summary>Queries that may run at once; more wait.</summary>
    public int ConcurrentReads { get; init; } = 4;
}
