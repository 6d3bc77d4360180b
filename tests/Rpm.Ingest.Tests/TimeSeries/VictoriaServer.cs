using System.Text.Json;

namespace Rpm.Ingest.Tests.TimeSeries;

/// <summary>A VictoriaMetrics for the tests of one class.</summary>
public sealed class VictoriaServer : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly HttpClient _http = new();
    private ServerProcess? _server;

    public Uri Url { get; } = new($"http://127.0.0.1:{ServerProcess.FreePort()}");

    public async Task StartAsync()
    {
        if (_server is null)
        {
            var program = ServerProcess.Find("victoria-metrics", "victoria-metrics");
            _server = await ServerProcess.StartAsync(
                program,
                [$"-storageDataPath={_folder.File("data")}", $"-httpListenAddr=127.0.0.1:{Url.Port}", "-retentionPeriod=100y", "-memory.allowedPercent=10"],
                Url, "/health");
        }
    }

    /// <summary>Labels, times in milliseconds and values of every series that matches.</summary>
    public async Task<IReadOnlyList<(JsonElement Labels, long Time, double Value)>> ExportAsync(string match)
    {
        (await _http.GetAsync(new Uri(Url, "/internal/force_flush"))).Dispose();
        var text = await _http.GetStringAsync(new Uri(Url, $"/api/v1/export?reduce_mem_usage=1&match[]={Uri.EscapeDataString(match)}"));
        var points = new List<(JsonElement, long, double)>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var series = JsonDocument.Parse(line);
            var times = series.RootElement.GetProperty("timestamps").EnumerateArray().Select(t => t.GetInt64());
            var values = series.RootElement.GetProperty("values").EnumerateArray().Select(v => v.GetDouble());
            var labels = series.RootElement.GetProperty("metric").Clone();
            points.AddRange(times.Zip(values, (t, v) => (labels, t, v)));
        }

        return points;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }

        _http.Dispose();
        _folder.Dispose();
    }
}
