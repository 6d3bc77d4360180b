namespace Rpm.Ingest.Pipeline;

/// <summary>
/// The promise that stands between a frame and its acknowledgement. Settled once, by the journal's committer, in arrival
/// order: with an outcome after the commit, or with an exception when the frame is not durable. Only an outcome may be
/// acknowledged; after an exception the connection closes without one.
/// </summary>
internal sealed class Receipt
{
    private readonly TaskCompletionSource<FrameOutcome> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes after the commit that holds the frame.</summary>
    public Task<FrameOutcome> Settled => _source.Task;

    /// <summary>The frame is durable.</summary>
    public void Commit(FrameOutcome outcome) => _source.TrySetResult(outcome);

    /// <summary>The frame is not durable and must not be acknowledged.</summary>
    public void Fail(Exception reason) => _source.TrySetException(reason);
}
