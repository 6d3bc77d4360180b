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
    private readonly HttpClient _http = new();
    private Child? _child;

    public string Name => "Rpm.Ingest";

    public int Port { get; } = Child.FreePort();

    public TimeSpan ProcessorTime => _child?.ProcessorTime ?? TimeSpan.Zero;

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
        _http.BaseAddress = new Uri($"http://127.0.0.1:{_httpPort}");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
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
            using var ready = await _http.GetAsync("/health/ready", cancel);
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
            var status = await _http.GetFromJsonAsync<EngineStatus>("/api/v1/status", cancel)
                ?? throw new InvalidDataException("/api/v1/status is empty.");
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

    public async ValueTask DisposeAsync()
    {
        if (_child is { } child)
        {
            await child.DisposeAsync();
        }

        _http.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
