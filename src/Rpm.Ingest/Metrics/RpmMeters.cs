using System.Diagnostics.Metrics;
using Rpm.Ingest.Http;

namespace Rpm.Ingest.Metrics;

/// <summary>
/// Every instrument of Rpm, with OpenTelemetry names and units (seconds, bytes). Whoever measures takes this and uses the
/// counter or histogram; whoever has a state to show hands in a delegate, which is asked at each scrape and must not block.
/// No label ever names a patient or a device.
/// </summary>
internal sealed class RpmMeters : IDisposable
{
    public const string MeterName = "Rpm";

    private static readonly double[] CommitSeconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
    private static readonly double[] PathSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly double[] Sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000];

    private readonly Meter _meter;

    public RpmMeters(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        Quarantined = _meter.CreateCounter<long>("rpm.readings.rejected", "{reading}", "Readings that went into quarantine, by reason.");
        CommitDuration = Histogram("rpm.journal.commit.duration", "s", "From the first frame of a group to the end of its commit.", CommitSeconds);
        GroupSize = _meter.CreateHistogram("rpm.journal.group.size", "{reading}", "Readings in one commit.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [.. Sizes.Select(s => (int)s)] });
        AckDuration = Histogram("rpm.ack.duration", "s", "From a frame's last byte to its acknowledgement, by source.", PathSeconds);
        SyntheticDuration = Histogram("rpm.synthetic.duration", "s", "The engine's own test reading, from the door to the monitor.", PathSeconds);
        AlertDuration = Histogram("rpm.alert.duration", "s", "From a reading's receipt to the alert it raised.", PathSeconds);
    }

    /// <summary>Readings into quarantine; tag <c>reason</c> = the reject code.</summary>
    public Counter<long> Quarantined { get; }

    public Histogram<double> CommitDuration { get; }

    public Histogram<int> GroupSize { get; }

    /// <summary>Tag <c>source</c>: <c>mqtt</c>, <c>http</c>.</summary>
    public Histogram<double> AckDuration { get; }

    public Histogram<double> SyntheticDuration { get; }

    public Histogram<double> AlertDuration { get; }

    /// <summary>The conservation law's numbers, and every follower's. Call once.</summary>
    public void ObserveStatus(Func<EngineStatus> status)
    {
        Total("rpm.readings.received", "Readings counted at the door.", s => s.Balance.Received);
        Total("rpm.readings.committed", "Readings in the journal.", s => s.Balance.Committed);
        Total("rpm.readings.duplicate", "Readings that were there already.", s => s.Balance.Duplicate);
        Total("rpm.readings.discarded", "Quarantined readings that expired.", s => s.Balance.Discarded);
        _meter.CreateObservableGauge("rpm.readings.quarantined", () => status().Balance.Quarantined, "{reading}", "Readings in quarantine now.");
        _meter.CreateObservableGauge("rpm.readings.missing", () => status().Balance.Missing, "{reading}", "received - committed - duplicate - quarantined - discarded: anything but 0 is a fault.");
        _meter.CreateObservableCounter("rpm.follower.written", () => PerFollower(f => f.Written), "{reading}", "Readings that a follower holds or delivered.");
        _meter.CreateObservableCounter("rpm.follower.rejected", () => PerFollower(f => f.Rejected), "{reading}", "Readings that a follower's store refused for good.");
        _meter.CreateObservableGauge("rpm.follower.pending", () => PerFollower(f => f.Pending), "{reading}", "Committed readings that a follower has not applied.");
        _meter.CreateObservableGauge("rpm.follower.lag", () => status().Followers.Select(f => new Measurement<double>(f.LagSeconds, Tag("follower", f.Name))), "s", "Age of the oldest entry that a follower has not applied.");

        void Total(string name, string description, Func<EngineStatus, long> value) =>
            _meter.CreateObservableCounter(name, () => value(status()), "{reading}", description);

        IEnumerable<Measurement<long>> PerFollower(Func<FollowerStatus, long> value) =>
            status().Followers.Select(f => new Measurement<long>(value(f), Tag("follower", f.Name)));
    }

    /// <summary>A bounded queue's depth and length; the same instruments for all, told apart by <c>queue</c>. Call once with all queues.</summary>
    public void ObserveQueues(IReadOnlyList<(string Name, int Capacity, Func<int> Depth)> queues)
    {
        _meter.CreateObservableGauge("rpm.queue.depth", () => queues.Select(q => new Measurement<int>(q.Depth(), Tag("queue", q.Name))), "{item}", "Items waiting in a bounded queue.");
        _meter.CreateObservableGauge("rpm.queue.capacity", () => queues.Select(q => new Measurement<int>(q.Capacity, Tag("queue", q.Name))), "{item}", "Length of the queue: at this depth whoever fills it waits.");
    }

    public void ObserveJournalSize(Func<long> bytes) =>
        _meter.CreateObservableGauge("rpm.journal.size", bytes, "By", "The journal on disk.");

    public void ObserveWaitingPosts(Func<int> posts) =>
        _meter.CreateObservableUpDownCounter("rpm.http.waiting", posts, "{request}", "HTTP posts waiting for their commit.");

    /// <summary>Alerts not yet done with, per priority.</summary>
    public void ObserveOpenAlerts(Func<IReadOnlyList<(string Priority, int Count)>> open) =>
        _meter.CreateObservableGauge("rpm.alerts.open", () => open().Select(o => new Measurement<int>(o.Count, Tag("priority", o.Priority))), "{alert}", "Alerts that are active or unacknowledged.");

    /// <summary>1 while intake is open.</summary>
    public void ObserveIntake(Func<bool> open) =>
        _meter.CreateObservableGauge("rpm.intake.open", () => open() ? 1 : 0, null, "1 while readings are taken, else 0.");

    public void Dispose() => _meter.Dispose();

    private Histogram<double> Histogram(string name, string unit, string description, double[] bounds) =>
        _meter.CreateHistogram(name, unit, description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
