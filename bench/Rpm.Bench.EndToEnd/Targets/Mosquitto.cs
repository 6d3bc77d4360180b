namespace Rpm.Bench.EndToEnd.Targets;

/// <summary>mosquitto without a subscriber: it acknowledges from memory and keeps nothing.</summary>
internal sealed class Mosquitto(TimeProvider time) : ITarget
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rpm-bench-").FullName;
    private Child? _child;

    public string Name => "mosquitto, no subscriber";

    public int Port { get; } = Child.FreePort();

    public TimeSpan ProcessorTime => _child?.ProcessorTime ?? TimeSpan.Zero;

    /// <summary>Bytes of memory that it holds.</summary>
    public long WorkingSet => _child?.WorkingSet ?? 0;

    public async Task<string?> StartAsync(CancellationToken cancel)
    {
        var settings = Path.Combine(_folder, "mosquitto.conf");
        await File.WriteAllTextAsync(settings, $"listener {Port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest none\n", cancel);
        _child = Child.Start("mosquitto", ["-c", settings]) ?? Child.Start("/usr/sbin/mosquitto", ["-c", settings]);
        return _child is null ? "not installed (Debian package mosquitto)" : await _child.ListeningAsync(Port, time, cancel);
    }

    public Task<TimeSpan?> CatchUpAsync(long acknowledgedInAll, CancellationToken cancel) => Task.FromResult<TimeSpan?>(null);

    public async ValueTask DisposeAsync()
    {
        if (_child is { } child)
        {
            await child.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
