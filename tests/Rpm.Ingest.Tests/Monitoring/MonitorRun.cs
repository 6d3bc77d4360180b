using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Monitoring;
using Rpm.Ingest.Tests.Journal;
using Rpm.Rules.Packs;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Monitoring;

/// <summary>A monitor on a folder of its own, fed with groups by hand; crashes and starts again.</summary>
internal sealed class MonitorRun(int shards) : IAsyncDisposable
{
    public static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    private readonly List<JournalGroup> _journal = [];
    private AlertStore? _store;
    private int _applied;

    /// <summary>Every group so far.</summary>
    public IReadOnlyList<JournalGroup> Journal => _journal;

    public string Folder { get; } = Directory.CreateTempSubdirectory("rpm-monitor-").FullName;

    public FakeTimeProvider Clock { get; } = new(Start.ToDateTimeOffset());

    public MonitorFollower Monitor { get; private set; } = null!;

    public AlertStore Alerts => _store!;

    public FollowerProgress Progress { get; private set; }

    /// <summary>The journal's time.</summary>
    public Instant Now { get; private set; } = Start;

    /// <summary>Opens the monitor as the next process does, behind its snapshot; what lies between is applied with the next group.</summary>
    public async Task OpenAsync()
    {
        _store = new AlertStore(Folder, NullLogger<AlertStore>.Instance);
        Monitor = new MonitorFollower(new MonitorFile(Path.Combine(Folder, "monitor.db")), _store, Clock, shards);
        Progress = await Monitor.OpenAsync(default);
        _applied = _journal.FindIndex(g => g.Last > Progress.Cursor) is var next and >= 0 ? next : _journal.Count;
    }

    /// <summary>The process is gone: nothing is written any more.</summary>
    public void Crash()
    {
        // What a killed process leaves: the files as they are. The old monitor is left to the garbage collector, its files are closed.
        _store!.Dispose();
    }

    public void Wait(TimeSpan span)
    {
        Now += span;
        Clock.Advance(span);
    }

    /// <summary>One group at the journal's time, applied together with whatever waits.</summary>
    public async Task ApplyAsync(IReadOnlyList<(string Patient, Reading Reading)> readings, params JournalEntry[] entries)
    {
        Append(readings, entries);
        await CatchUpAsync();
    }

    public void Append(IReadOnlyList<(string Patient, Reading Reading)> readings, params JournalEntry[] entries) =>
        _journal.Add(Groups.Make(_journal.Count + 1, _journal.Count == 0 ? 1 : _journal[^1].Last + 1, Now, readings, entries));

    public async Task CatchUpAsync()
    {
        if (_applied < _journal.Count)
        {
            Progress = await Monitor.ApplyAsync(_journal[_applied..], default);
            _applied = _journal.Count;
        }
    }

    /// <summary>What the pump does when there is nothing to apply.</summary>
    public async Task AdvanceAsync()
    {
        await CatchUpAsync();
        await Monitor.AdvanceAsync(new JournalFence(_journal.Count, Now), default);
    }

    public Task ActivateAsync(params string[] packs) => ApplyAsync([], [.. packs.Select(Pack)]);

    public static PackActivated Pack(string id)
    {
        var yaml = ShippedPacks.Sources().Single(s => s.File == id + ".yaml").Yaml;
        var pack = PackLoader.Load(yaml, id).Pack!;
        return new PackActivated(pack.Id, pack.Version, pack.Hash, yaml);
    }

    public static (string, Reading) Spo2(string patient, string device, Instant time, int percent)
    {
        var reading = new Reading { Device = device, Kind = Kind.PulseOximetry, Time = time, User = -1 };
        reading.Values.Add(Measure.Spo2, new Quantity(percent, 0, Unit.Percent));
        return (patient, reading);
    }

    public static (string, Reading) Glucose(string patient, string device, Instant time, int value)
    {
        var reading = new Reading { Device = device, Kind = Kind.Cgm, Time = time, User = -1 };
        reading.Values.Add(Measure.Glucose, new Quantity(value, 0, Unit.MilligramPerDecilitre));
        return (patient, reading);
    }

    /// <summary>Every stored change: which alert, which version, what, when.</summary>
    public async Task<IReadOnlyList<string>> LogAsync() =>
    [
        .. (await Alerts.ChangesAfterAsync(0, int.MaxValue, default)).Select(e =>
            $"{e.Change.Alert.Patient} {e.Change.Alert.Rule} {e.Change.Alert.Id} v{e.Change.Alert.Version} {e.Change.Kind} {e.Change.Alert.History[^1].At} {e.Change.Alert.Priority} {string.Join(',', e.Change.Alert.Members.Select(m => $"{m.Alert}/{m.Heard}"))}"),
    ];

    public async ValueTask DisposeAsync()
    {
        await Monitor.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
