using Rpm.Ingest.Mqtt;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alerts;

/// <summary>
/// Publishes every alert change to <c>alerts/{patient}/{alert}</c>, in the order of the change log, from a durable place in
/// it. Retained while the alert is active or unacknowledged; the last state goes out unretained, then the retained one is
/// emptied. At start and after every (re)connection the retained alerts are made the same as the open ones.
/// At least once: after a crash or reconnection a consumer sees changes again and knows them by (id, version).
/// A change that the broker does not take is tried again until it does; none is skipped and none overtakes.
/// </summary>
internal sealed partial class AlertPublisher(
    AlertStore store, IMqttOutlet outlet, TimeProvider time, ILogger<AlertPublisher> logger) : BackgroundService
{
    /// <summary>Changes published between two savings of the place; as many may be repeated after a crash.</summary>
    private const int Page = 256;

    /// <summary>The name of its place in the change log.</summary>
    public const string Place = "mqtt";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    // A try costs one message; an alert that waits costs more.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private AlertPublisherState _state = new(0, 0, null, 0, 0);
    private TimeSpan _pause = FirstPause;

    /// <summary>Called with the seconds from raise (the journal's time) to the broker's acceptance, for each raise or re-raise.</summary>
    public Action<double>? OnRaisePublished { get; init; }

    /// <summary>As it stands now.</summary>
    public AlertPublisherState State
    {
        get
        {
            var state = Volatile.Read(ref _state);
            return state with { Pending = Math.Max(0, store.LastSequence - state.Published) };
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await store.OpenAsync(stoppingToken);
        _state = _state with { Published = store.ReadPlace(Place) };
        var (reconciled, cleared) = (-1, 0L);
        try
        {
            while (true)
            {
                var connections = outlet.Connections;
                try
                {
                    var erased = store.ErasedThrough;
                    if (connections != reconciled)
                    {
                        await ReconcileAsync(stoppingToken);
                        (reconciled, cleared) = (connections, erased);
                    }
                    else if (erased != cleared)
                    {
                        await ClearErasedAsync(stoppingToken);
                        cleared = erased;
                    }
                    else
                    {
                        await PublishThroughAsync(store.LastSequence, stoppingToken);
                    }

                    Succeeded();
                }
                catch (MqttOutletException exception)
                {
                    Failed(exception);
                    await WaitForBrokerAsync(connections, stoppingToken);
                    continue;
                }

                await WaitForWorkAsync(reconciled, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped; what was not saved is published again at the next start.
        }
    }

    /// <summary>
    /// First the changes that are due, so that no older version of an alert follows a newer one; then every open alert again,
    /// present or not, because a broker that came back from its last saved state may hold an older version; then left-overs go.
    /// </summary>
    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var open = store.Open;
        await PublishThroughAsync(open.Sequence, cancellationToken);
        var retained = await outlet.RetainedAsync(AlertTopics.Folder, cancellationToken);
        var topics = new HashSet<string>(open.Alerts.Count, StringComparer.Ordinal);
        foreach (var alert in open.Alerts.Values)
        {
            var topic = AlertTopics.Of(alert.Patient, alert.Id);
            await outlet.PublishAsync(topic, AlertJson.ToUtf8(alert), retain: true, cancellationToken);
            topics.Add(topic);
        }

        var emptied = await EmptyAsync(retained, topics, cancellationToken);
        Volatile.Write(ref _state, _state with { Reconciled = _state.Reconciled + 1 });
        Log.Reconciled(logger, topics.Count, emptied);
    }

    /// <summary>A patient was erased: the retained alerts of the patient go, and nothing tells of a last state.</summary>
    private async Task ClearErasedAsync(CancellationToken cancellationToken)
    {
        var open = store.Open;
        await PublishThroughAsync(open.Sequence, cancellationToken);
        var retained = await outlet.RetainedAsync(AlertTopics.Folder, cancellationToken);
        await EmptyAsync(retained, [.. open.Alerts.Values.Select(a => AlertTopics.Of(a.Patient, a.Id))], cancellationToken);
    }

    private async Task<int> EmptyAsync(IReadOnlyCollection<string> retained, HashSet<string> open, CancellationToken cancellationToken)
    {
        var emptied = 0;
        foreach (var topic in retained)
        {
            if (!open.Contains(topic))
            {
                await outlet.PublishAsync(topic, default, retain: true, cancellationToken);
                emptied++;
            }
        }

        return emptied;
    }

    private async Task PublishThroughAsync(long sequence, CancellationToken cancellationToken)
    {
        var saved = _state.Published;
        try
        {
            while (_state.Published < sequence)
            {
                var entries = await store.ChangesAfterAsync(_state.Published, Page, cancellationToken);
                foreach (var entry in entries)
                {
                    // Never beyond the asked sequence: reconciling depends on standing exactly there.
                    if (entry.Sequence > sequence)
                    {
                        break;
                    }

                    await PublishAsync(entry, cancellationToken);
                    Volatile.Write(ref _state, _state with { Published = entry.Sequence });
                }

                if (entries.Count == 0 || entries[^1].Sequence >= sequence)
                {
                    Volatile.Write(ref _state, _state with { Published = sequence });
                }

                store.SavePlace(Place, saved = _state.Published);
            }
        }
        finally
        {
            if (saved != _state.Published)
            {
                store.SavePlace(Place, _state.Published);
            }
        }
    }

    private async Task PublishAsync(AlertLogEntry entry, CancellationToken cancellationToken)
    {
        var alert = entry.Change.Alert;
        var topic = AlertTopics.Of(alert.Patient, alert.Id);
        var open = OpenAlerts.IsOpen(alert);
        await outlet.PublishAsync(topic, AlertJson.ToUtf8(alert), retain: open, cancellationToken);
        if (!open)
        {
            await outlet.PublishAsync(topic, default, retain: true, cancellationToken);
        }

        if (OnRaisePublished is { } measured && alert.History.Count > 0
            && entry.Change.Kind is AlertChangeKind.Raised or AlertChangeKind.Reraised or AlertChangeKind.PriorityRaised)
        {
            measured(Math.Max(0, (Now - alert.History[^1].At).TotalSeconds));
        }
    }

    private Instant Now => Instant.From(time.GetUtcNow());

    private void Succeeded()
    {
        _pause = FirstPause;
        if (_state.FailingSince is { } since)
        {
            Volatile.Write(ref _state, _state with { FailingSince = null });
            Log.Recovered(logger, (Now - since).TotalSeconds, State.Pending);
        }
    }

    private void Failed(MqttOutletException exception)
    {
        if (_state.FailingSince is null)
        {
            Log.Failing(logger, exception, State.Pending);
        }

        Volatile.Write(ref _state, _state with { FailingSince = _state.FailingSince ?? Now, Failures = _state.Failures + 1 });
    }

    /// <summary>A new connection, or a while: a broker may also refuse on a connection that stays up.</summary>
    private async Task WaitForBrokerAsync(int connections, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(outlet.WaitForConnectionAsync(connections, either.Token), Task.Delay(_pause, time, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private async Task WaitForWorkAsync(int connections, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(
            store.WaitForChangeAsync(_state.Published, either.Token), outlet.WaitForConnectionAsync(connections, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
