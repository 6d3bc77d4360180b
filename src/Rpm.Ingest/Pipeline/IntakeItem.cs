using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>What waits for the committer, in arrival order: a decoded frame, or entries from inside the engine.</summary>
internal abstract class IntakeItem
{
    /// <summary>Nothing of it is durable.</summary>
    public abstract void Fail(Exception reason);
}

/// <summary>A decoded frame.</summary>
/// <param name="dryRun">Say what would become of it, keep nothing.</param>
internal sealed class FrameItem(Frame frame, ReadingBatch batch, bool dryRun) : IntakeItem
{
    public Frame Frame => frame;

    public ReadingBatch Batch => batch;

    public bool DryRun => dryRun;

    /// <summary>What the frame counts as, taken at the door, before anything is decided about its elements.</summary>
    public int Received { get; } = batch.Count + batch.Rejections.Count;

    /// <summary>What the frame says of its gateway; then it has no readings and counts as none.</summary>
    public GatewayReported? Report { get; init; }

    /// <summary>Set while its group is built, given to the receipt after the commit.</summary>
    public FrameOutcome? Outcome { get; set; }

    public override void Fail(Exception reason) => frame.Receipt.Fail(reason);
}

/// <summary>Entries that must become durable together.</summary>
internal sealed class EntriesItem(IReadOnlyList<JournalEntry> entries) : IntakeItem
{
    private readonly TaskCompletionSource<long> _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<JournalEntry> Entries => entries;

    /// <summary>Position of the last entry, after the commit.</summary>
    public Task<long> Committed => _committed.Task;

    public void Commit() => _committed.TrySetResult(entries[^1].Position);

    public override void Fail(Exception reason) => _committed.TrySetException(reason);
}
