using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Duplicates;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Pipeline;

/// <summary>Door, committer, journal and duplicate index on a real folder, without host and sockets. Starts again on the same folder.</summary>
internal sealed class EngineCore : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private EngineCore(string folder, RegistrySnapshot registry, CommitOptions options, FakeTimeProvider clock, int runKeys)
    {
        Folder = folder;
        Clock = clock;
        File = new JournalFile(Path.Combine(folder, "journal.db"));
        Log = new JournalLog(File, clock);
        Duplicates = new DuplicateIndex(Path.Combine(folder, "duplicates"), runKeys);
        Intake = new Intake(Decoder, options, NullLogger<Intake>.Instance);
        registry = JournalRecovery.Recover(Log, Duplicates, registry, registryCursor: 0);
        Committer = new Committer(Intake, File, Log, Duplicates, registry, options, clock, new NoMeter(), NullLogger<Committer>.Instance);
        _run = Committer.RunAsync(_stop.Token);
    }

    public LineDecoder Decoder { get; } = new();

    public string Folder { get; }

    public FakeTimeProvider Clock { get; }

    public JournalFile File { get; }

    public JournalLog Log { get; }

    public DuplicateIndex Duplicates { get; }

    public Intake Intake { get; }

    public Committer Committer { get; }

    public static EngineCore Start(string? folder = null, bool autoEnrol = true, RegistrySnapshot? registry = null, FakeTimeProvider? clock = null,
        int runKeys = 1_000_000, CommitOptions? options = null) =>
        new(folder ?? Directory.CreateTempSubdirectory("rpm-test-").FullName, registry ?? RegistrySnapshot.Empty,
            (options ?? new CommitOptions()) with { AutoEnrol = autoEnrol }, clock ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero)), runKeys);

    /// <summary>Publishes one frame: a line per reading, <c>device milliseconds value [id=…] [seq=…]</c>; <c>!</c> is an undecodable element.</summary>
    public async Task<FrameOutcome> SendAsync(params string[] lines)
    {
        var frame = Frame(string.Join('\n', lines));
        await Intake.AcceptAsync(frame, CancellationToken.None);
        return await frame.Receipt.Settled.WaitAsync(TimeSpan.FromSeconds(10));
    }

    public Frame Frame(string payload, FrameSource source = FrameSource.Mqtt) => new()
    {
        Source = source,
        Topic = "up/gw/batch",
        Client = "gw",
        Payload = Encoding.UTF8.GetBytes(payload),
        Received = Instant.From(Clock.GetUtcNow()),
    };

    /// <summary>Every reading in the journal, in order.</summary>
    public List<CommittedReading> Committed()
    {
        var found = new List<CommittedReading>();
        long group = 0;
        while (File.ReadAfter(group, 100) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                found.AddRange(JournalCodec.Decode(row).Readings.ToArray());
                group = row.Id;
            }
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        Intake.Stop();
        await _run;
        await Duplicates.Flushed;
        Duplicates.Dispose();
        File.Dispose();
        _stop.Dispose();
    }

    private sealed class NoMeter : ICommitMeter
    {
        public void Committed(int frames, int readings, TimeSpan duration)
        {
        }

        public void Settled(Frame frame, FrameOutcome outcome)
        {
        }
    }
}
