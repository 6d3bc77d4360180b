using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Polly;
using Polly.Retry;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Followers;

/// <summary>
/// Brings one follower along the journal: a reader fills a bounded channel of groups from where the follower stands, and the
/// follower applies whatever waits there. A sink that is unavailable is tried again with a growing, capped pause, without end
/// and without holding up anybody else. Any other failure is unexpected: of an embedded follower it stops the host; of an outside sink it
/// is logged and tried again like an outage, since only the embedded stores may ever stop acknowledgements.
/// </summary>
internal sealed partial class FollowerPump
{
    private const int ReadingsPerApply = 65_536;
    /// <summary>Length of the channel of groups.</summary>
    public const int GroupsPerApply = 1024;

    private readonly IFollower _follower;
    private readonly JournalLog _log;
    private readonly TimeProvider _clock;
    private readonly ILogger<FollowerPump> _logger;
    private readonly ResiliencePipeline _retry;
    private readonly Resynchronisation? _resynchronisation;
    private readonly IRegistry? _registry;
    private Channel<JournalGroup> _channel = NewChannel();
    private StrongBox<FollowerProgress> _progress = new();
    private long _oldestPending;
    private long _appliedGroup;
    private long _retryLogged;

    /// <param name="registry">Knows who was erased: their readings are kept from a follower that comes to them later.</param>
    /// <param name="resynchronisation">For an outside sink: how it catches up when the journal no longer reaches back to it.</param>
    public FollowerPump(
        IFollower follower, JournalLog log, TimeProvider clock, ILogger<FollowerPump> logger, Resynchronisation? resynchronisation = null,
        IRegistry? registry = null)
    {
        (_follower, _log, _clock, _logger, _resynchronisation, _registry) = (follower, log, clock, logger, resynchronisation, registry);
        _retry = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(IsWorthAnotherTry(arguments.Outcome.Exception, arguments.Context.CancellationToken)),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(250),
                MaxDelay = TimeSpan.FromSeconds(10),
                OnRetry = arguments =>
                {
                    NoteRetry(arguments.Outcome.Exception!, arguments.AttemptNumber + 1, arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>The follower that is brought along.</summary>
    public IFollower Follower => _follower;

    /// <summary>How far it is.</summary>
    public FollowerProgress Progress
    {
        get => Volatile.Read(ref _progress).Value;
        private set => Volatile.Write(ref _progress, new StrongBox<FollowerProgress>(value)); // three numbers that are read on other threads
    }

    /// <summary>Why it does not go on now; null when it does.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether it is being brought up from the series store because the journal no longer reaches back to it.</summary>
    public bool Detached { get; private set; }

    /// <summary>Groups waiting for it in memory.</summary>
    public int Waiting => _channel.Reader.Count;

    /// <summary>Age of the oldest group that it has not applied.</summary>
    public TimeSpan Lag
    {
        get
        {
            var oldest = Volatile.Read(ref _oldestPending);
            return oldest == 0 ? TimeSpan.Zero : Instant.From(_clock.GetUtcNow()) - new Instant(oldest);
        }
    }

    /// <summary>Opens the follower; must be called, and have ended, before <see cref="RunAsync"/>.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        Progress = await _retry.ExecuteAsync(async token => await _follower.OpenAsync(token), cancellationToken);
        _appliedGroup = _log.GroupAt(Progress.Cursor);
        if (HasGap && _resynchronisation is null)
        {
            throw new InvalidDataException(
                $"The follower '{_follower.Name}' stands at {Progress.Cursor}, but the journal begins at {_log.FirstPosition()}. Restore the data directory as a whole.");
        }
    }

    /// <summary>Runs until cancelled, or until <paramref name="until"/> gives the group to end with and that is applied.</summary>
    public async Task RunAsync(Func<long?> until, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (HasGap)
            {
                await ResynchroniseAsync(cancellationToken);
            }

            if (await FollowAsync(until, cancellationToken))
            {
                return;
            }
        }
    }

    private bool IsWorthAnotherTry(Exception? failure, CancellationToken cancellationToken) =>
        failure is SinkUnavailableException || (failure is not null && !_follower.Embedded && !cancellationToken.IsCancellationRequested);

    /// <summary>One line when it begins and one a minute: the reason is also in the health document.</summary>
    private void NoteRetry(Exception failure, int attempt, TimeSpan pause)
    {
        Fault = failure.Message;
        if (failure is not SinkUnavailableException && attempt == 1)
        {
            LogUnexpected(failure, _follower.Name);
        }

        if (attempt == 1 || _clock.GetElapsedTime(_retryLogged) >= TimeSpan.FromMinutes(1))
        {
            _retryLogged = _clock.GetTimestamp();
            LogRetry(_follower.Name, attempt, pause.TotalSeconds, Fault);
        }
    }

    private bool HasGap => _log.LastPosition > Progress.Cursor && Progress.Cursor + 1 < _log.FirstPosition();

    private static Channel<JournalGroup> NewChannel() =>
        Channel.CreateBounded<JournalGroup>(new BoundedChannelOptions(GroupsPerApply) { SingleReader = true, SingleWriter = true });

    private async Task ResynchroniseAsync(CancellationToken cancellationToken)
    {
        Detached = true;
        LogDetached(_follower.Name, Progress.Cursor);
        while (HasGap)
        {
            var (first, committed) = _log.Start();
            var groups = await _resynchronisation!.ReadAsync(Progress, first - 1, committed, cancellationToken);
            var oldest = groups[0].Readings.IsEmpty ? groups[0].At : groups[0].Readings.Span[0].Received;
            Volatile.Write(ref _oldestPending, oldest.UnixMilliseconds);
            await DeliverAsync(groups, cancellationToken);
        }

        _appliedGroup = _log.GroupAt(Progress.Cursor);
        Volatile.Write(ref _oldestPending, 0);
        Detached = false;
        LogAttached(_follower.Name, Progress.Cursor);
    }

    /// <summary>False when the journal was trimmed past the follower while it stood still.</summary>
    private async Task<bool> FollowAsync(Func<long?> until, CancellationToken cancellationToken)
    {
        _channel = NewChannel();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(_channel.Writer, ended.Token);
        try
        {
            await ApplyAsync(until, cancellationToken);
            return true;
        }
        catch (JournalGapException) when (_resynchronisation is not null)
        {
            return false;
        }
        finally
        {
            await ended.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(ChannelWriter<JournalGroup> writer, CancellationToken cancellationToken)
    {
        // A commit that only counted duplicates holds no entry and may be trimmed before it was read: what shows a gap is the position.
        var (read, position) = (_appliedGroup, Progress.Cursor);
        try
        {
            while (true)
            {
                await _log.WaitForAsync(read, cancellationToken);
                foreach (var group in _log.ReadAfter(read, ReadingsPerApply))
                {
                    if (group.First > position + 1)
                    {
                        throw new JournalGapException(_follower.Name);
                    }

                    await writer.WriteAsync(group, cancellationToken);
                    (read, position) = (group.Id, group.Last);
                }
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            writer.TryComplete(e);
        }
    }

    private async Task ApplyAsync(Func<long?> until, CancellationToken cancellationToken)
    {
        var groups = new List<JournalGroup>();
        var advanced = _clock.GetTimestamp();
        while (until() is not { } last || _appliedGroup < last)
        {
            Take(groups);
            if (groups.Count > 0)
            {
                await ApplyAsync(groups, cancellationToken);
            }
            else
            {
                await WaitAsync(until, cancellationToken);
            }

            if (_clock.GetElapsedTime(advanced) >= TimeSpan.FromMilliseconds(500))
            {
                var fence = _log.Fence();
                if (_appliedGroup >= fence.Group)
                {
                    advanced = _clock.GetTimestamp();
                    await _follower.AdvanceAsync(fence, cancellationToken);
                }
            }
        }
    }

    private void Take(List<JournalGroup> groups)
    {
        groups.Clear();
        var readings = 0;
        while (groups.Count < GroupsPerApply && readings < ReadingsPerApply && _channel.Reader.TryRead(out var group))
        {
            groups.Add(group);
            readings += group.Readings.Length;
        }
    }

    private async Task ApplyAsync(List<JournalGroup> groups, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _oldestPending, groups[0].At.UnixMilliseconds);
        if (_registry?.Current is { LastErasure: > 0 } registry && groups[0].First < registry.LastErasure)
        {
            groups = groups.ConvertAll(g => Erasures.Strip(g, registry));
        }

        await DeliverAsync(groups, cancellationToken);
        _appliedGroup = groups[^1].Id;
        Volatile.Write(ref _oldestPending, 0);
    }

    private async Task DeliverAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        Progress = await _retry.ExecuteAsync(
            async (state, token) => await state.Follower.ApplyAsync(state.groups, token), (Follower: _follower, groups), cancellationToken);
        if (Fault is not null)
        {
            LogRecovered(_follower.Name);
            Fault = null;
        }
    }

    private async Task WaitAsync(Func<long?> until, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = until() is null ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromMilliseconds(20);
        var data = _channel.Reader.WaitToReadAsync(timeout.Token).AsTask();
        await Task.WhenAny(data, Task.Delay(wait, _clock, timeout.Token));
        await timeout.CancelAsync();
        if (data.IsFaulted)
        {
            await data;
        }
        else if (data.IsCompletedSuccessfully && !data.Result)
        {
            await _channel.Reader.Completion;
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    [LoggerMessage(1100, LogLevel.Warning, "{Follower} is unavailable (attempt {Attempt}), next try in {Seconds:F1} s: {Reason}")]
    private partial void LogRetry(string follower, int attempt, double seconds, string? reason);

    [LoggerMessage(1104, LogLevel.Error, "{Follower} failed in a way that was not expected; the same groups are tried again.")]
    private partial void LogUnexpected(Exception failure, string follower);

    [LoggerMessage(1102, LogLevel.Critical, "{Follower} is detached: the journal no longer reaches back to {Cursor}. It is being brought up from the series store.")]
    private partial void LogDetached(string follower, long cursor);

    [LoggerMessage(1103, LogLevel.Warning, "{Follower} is attached again at {Cursor}.")]
    private partial void LogAttached(string follower, long cursor);

    [LoggerMessage(1101, LogLevel.Information, "{Follower} is available again.")]
    private partial void LogRecovered(string follower);
}
