using Rpm.DeviceSim.Faults;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Wire;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Load;

/// <summary>
/// Publishes on schedule over many connections, on bare sockets with prepared packets: one loop sends for all of them, so that the
/// measured side is the bottleneck and not this one.
/// </summary>
internal sealed class LoadGenerator : IAsyncDisposable
{
    // Where nothing is due for a while there is no need to look every millisecond.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1), Rest = TimeSpan.FromMilliseconds(20);

    private readonly List<LoadConnection> _connections = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly LoadSettings _settings;
    private readonly TimeProvider _time;
    private readonly Chunk _chunk = new();
    private readonly SemaphoreSlim _turn;
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;

    /// <param name="sources">What each connection sends.</param>
    public LoadGenerator(LoadSettings settings, IReadOnlyList<IPacketSource> sources, TimeProvider time)
    {
        (_settings, _time, Measures, _turn) = (settings, time, new LoadMeasures(time), new SemaphoreSlim(settings.ConnectAtOnce));
        var dialler = new MqttDialler(settings.Broker, settings.Version, settings.KeepAlive);
        for (var i = 0; i < sources.Count; i++)
        {
            _connections.Add(new LoadConnection(i, settings, dialler, sources[i], Measures, time));
        }
    }

    public LoadMeasures Measures { get; }

    public IReadOnlyList<LoadConnection> Connections => _connections;

    /// <summary>The sum over all connections.</summary>
    public ConnectionCounts Counts => _connections.Aggregate(default(ConnectionCounts), (sum, c) => sum + c.Counts);

    /// <summary>Connects all of them.</summary>
    /// <exception cref="PublisherFailedException">One could not be made.</exception>
    public async Task ConnectAsync(CancellationToken cancel)
    {
        var buffer = Math.Clamp(64 * 1024 * 1024 / _connections.Count, 1_024, 64 * 1024);
        _receiving = Task.WhenAll(_connections.ConvertAll(c => WatchAsync(c.RunAsync(_turn, buffer, _stop.Token))));
        while (!_connections.TrueForAll(c => c.IsConnected))
        {
            if (_failed.Task.IsCompleted)
            {
                await _failed.Task;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), _time, cancel);
        }
    }

    /// <summary>Sends what the connections' arrivals say until they are over; then, for a while, what could not be sent in time.</summary>
    /// <param name="flood">A closed loop: as soon as there is room, not by the clock.</param>
    /// <param name="length">When what is due ends; null = never.</param>
    /// <param name="grace">For how long what is overdue is still sent.</param>
    public Task RunAsync(RunClock clock, bool flood, TimeSpan? length, TimeSpan grace, CancellationToken cancel) =>
        GuardAsync(Task.Run(() => SendAsync(clock, flood, length + grace, cancel), CancellationToken.None));

    /// <summary>Sends nothing new and waits until everything sent is answered; false after <paramref name="limit"/>.</summary>
    public async Task<bool> DrainAsync(TimeSpan limit)
    {
        var start = _time.GetTimestamp();
        foreach (var connection in _connections)
        {
            connection.Arrivals = null;
        }

        while (_connections.Exists(c => c.Counts.Open > 0))
        {
            if (_time.GetElapsedTime(start) > limit || _failed.Task.IsFaulted)
            {
                return false;
            }

            // A connection that was lost sends again what was not answered.
            foreach (var connection in _connections)
            {
                connection.SendDue(TimeSpan.Zero, default, _chunk, 1);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), _time);
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            connection.Close();
        }

        await _stop.CancelAsync();
        await _receiving;
        _stop.Dispose();
        _turn.Dispose();
        Measures.Dispose();
    }

    private async Task SendAsync(RunClock clock, bool flood, TimeSpan? end, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        // In parts of an eighth of the window where nothing but the window holds back.
        var least = flood ? Math.Max(1, _settings.Window / 8) : 1;
        while (!cancel.IsCancellationRequested)
        {
            var (sent, over, elapsed, next) = (0, true, _time.GetElapsedTime(clock.Start), TimeSpan.MaxValue);
            foreach (var connection in _connections)
            {
                sent += connection.SendDue(elapsed, clock, _chunk, least);
                over &= connection.IsOver;
                next = next < connection.QuietUntil ? next : connection.QuietUntil;
            }

            if (over || elapsed > end)
            {
                return;
            }

            if (!flood)
            {
                var pause = next - elapsed > Rest + Rest ? Rest : Tick;
                if (timer.Period != pause)
                {
                    timer.Period = pause;
                }

                await timer.WaitForNextTickAsync(CancellationToken.None);
            }
            else if (sent == 0)
            {
                await Measures.WaitAsync(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            }
        }
    }

    private async Task WatchAsync(Task connection)
    {
        try
        {
            await connection;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The ordinary end.
        }
        catch (Exception failure)
        {
            _failed.TrySetException(failure);
            _ = _failed.Task.Exception;
        }
    }

    // A connection that cannot be made any more ends the run at once instead of a silent wait.
    private async Task GuardAsync(Task work)
    {
        if (await Task.WhenAny(work, _failed.Task) == _failed.Task && !work.IsCompleted)
        {
            await _failed.Task;
        }

        await work;
    }
}
