namespace Rpm.Ingest.Monitoring;

/// <summary>Something a shard does on its own task, with its result.</summary>
internal abstract class ShardWork
{
    public abstract void Do(MonitorShard shard);

    public abstract void Fail(Exception reason);
}

/// <summary>Work given as a function.</summary>
internal sealed class ShardWork<T>(Func<MonitorShard, T> work) : ShardWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    public override void Do(MonitorShard shard) => _done.SetResult(work(shard));

    public override void Fail(Exception reason) => _done.TrySetException(reason);
}
