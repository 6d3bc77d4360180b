namespace Rpm.Bench.EndToEnd.Targets;

/// <summary>influxd 1.x as Debian packs it, in a folder of its own.</summary>
internal sealed class Influxd(TimeProvider time) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rpm-bench-").FullName;
    private readonly int _port = Child.FreePort();
    private Child? _child;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(FormattableString.Invariant($"http://127.0.0.1:{_port}"));

    /// <summary>Processor time it used so far.</summary>
    public TimeSpan ProcessorTime => _child?.ProcessorTime ?? TimeSpan.Zero;

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidDataException">It is not installed, or does not start.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        var settings = Path.Combine(_folder, "influxdb.conf");
        await File.WriteAllTextAsync(settings, FormattableString.Invariant($"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{Child.FreePort()}"
            [meta]
              dir = "{_folder}/meta"
            [data]
              dir = "{_folder}/data"
              wal-dir = "{_folder}/wal"
            [monitor]
              store-enabled = false
            [http]
              bind-address = "127.0.0.1:{_port}"
              log-enabled = false
            """), cancel);
        _child = Child.Start("influxd", ["-config", settings]) ?? Child.Start("/usr/sbin/influxd", ["-config", settings])
            ?? throw new InvalidDataException("influxd is not installed (Debian package influxdb).");
        if (await _child.ListeningAsync(_port, time, cancel) is { } reason)
        {
            throw new InvalidDataException($"influxd: {reason}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_child is { } child)
        {
            await child.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
