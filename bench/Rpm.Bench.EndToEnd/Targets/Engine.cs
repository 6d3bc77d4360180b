using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Rpm.Bench.EndToEnd.Targets;

/// <summary>
/// The engine as a child process with an empty data directory: decode, journal with fsync, rules and the embedded series
/// store, every unknown device its own patient. Caught up means that no follower has anything pending.
/// </summary>
internal sealed class Engine(string assembly, IReadOnlyList<string> settings, TimeProvider time) : ITarget
{
    private const string Token = "bench-token-of-a-throw-away-data-directory";

    private readonly string _data = Directory.CreateTempSubdirectory("rpm-bench-").FullName;
    private readonly int _httpPort = Child.FreePort();
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
    private Child? _child;

    public string Name => "Rpm.Ingest";

    public int Port { get; } = Child.FreePort();

    public TimeSpan ProcessorTime => _child?.ProcessorTime ?? TimeSpan.Zero;

    /// <summary>Bytes of memory that it holds.</summary>
    public long WorkingSet => _child?.WorkingSet ?? 0;

    /// <summary>Its data directory.</summary>
    public string Data => _data;

    /// <summary>The built engine below the repository, newest first; null where it was not built.</summary>
    public static string? Find(string repository)
    {
        var output = Path.Combine(repository, "src", "Rpm.Ingest", "bin", "Release");
        return Directory.Exists(output)
            ? Directory.EnumerateFiles(output, "Rpm.Ingest.dll", SearchOption.AllDirectories)
                .Where(f => File.Exists(Path.ChangeExtension(f, ".runtimeconfig.json")))
                .OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault()
            : null;
    }

    public async Task<string?> StartAsync(CancellationToken cancel)
    {
        _child = Child.Start("dotnet",
            [
                assembly, "run", $"--Rpm:Mqtt:Port={Port}", $"--Rpm:Http:Port={_httpPort}", $"--Rpm:DataDirectory={_data}",
                "--Rpm:Registry:AutoEnrol=true", $"--Rpm:Security:AdminToken={Token}", .. settings,
            ],
            _data);
        if (_child is null)
        {
            return "dotnet is not on the path";
        }

        if (await _child.ListeningAsync(_httpPort, time, cancel) is { } http)
        {
            return http;
        }

        if (await _child.ListeningAsync(Port, time, cancel) is { } mqtt)
        {
            return mqtt;
        }

        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
        {
            using var ready = await _http.GetAsync(At("/health/ready"), cancel);
            if (ready.IsSuccessStatusCode)
            {
                return null;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancel);
        }

        return "not ready after 30 s";
    }

    public async Task<TimeSpan?> CatchUpAsync(long acknowledgedInAll, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var status = await StatusAsync(cancel);
            if (status.Committed >= acknowledgedInAll && status.Followers.All(f => f.Pending == 0))
            {
                var elapsed = time.GetElapsedTime(start);
                status.Check(acknowledgedInAll);
                return elapsed;
            }

            if (time.GetElapsedTime(start) > TimeSpan.FromMinutes(5))
            {
                throw new InvalidDataException($"Not caught up after 5 minutes: {status}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel);
        }
    }

    /// <summary>Waits until the followers of these names have nothing pending; returns how long it took.</summary>
    public async Task<TimeSpan> CaughtUpAsync(Func<string, bool> names, TimeSpan limit, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var status = await StatusAsync(cancel);
            if (status.Followers.Where(f => names(f.Name)).All(f => f.Pending == 0))
            {
                return time.GetElapsedTime(start);
            }

            if (time.GetElapsedTime(start) > limit)
            {
                throw new InvalidDataException($"Not caught up after {limit}: {status}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel);
        }
    }

    /// <summary>What its status says now.</summary>
    public async Task<EngineStatus> StatusAsync(CancellationToken cancel) =>
        await _http.GetFromJsonAsync<EngineStatus>(At("/api/v1/status"), cancel) ?? throw new InvalidDataException("/api/v1/status is empty.");

    /// <summary>Stops it in good order; it can be started again on the same data.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        if (_child is { } child)
        {
            await child.TerminateAsync(cancel);
            await child.DisposeAsync();
            _child = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_child is { } child)
        {
            await child.DisposeAsync();
        }

        _http.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private Uri At(string path) => new(FormattableString.Invariant($"http://127.0.0.1:{_httpPort}{path}"));
}
