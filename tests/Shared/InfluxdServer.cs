using System.Text.Json;

namespace Rpm.Tests.Shared;

/// <summary>An influxd 1.x for the tests of one class.</summary>
public sealed class InfluxdServer : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly int _port = ServerProcess.FreePort();
    private readonly int _rpcPort = ServerProcess.FreePort();
    private readonly HttpClient _http = new();
    private ServerProcess? _server;

    public Uri Url => new($"http://127.0.0.1:{_port}");

    public async Task StartAsync()
    {
        if (_server is not null)
        {
            return;
        }

        var program = ServerProcess.Find("influxd", "influxdb");
        var config = _folder.File("influxdb.conf");
        await File.WriteAllTextAsync(config, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{_rpcPort}"
            [meta]
              dir = "{_folder.File("meta")}"
            [data]
              dir = "{_folder.File("data")}"
              wal-dir = "{_folder.File("wal")}"
              index-version = "inmem"
            [monitor]
              store-enabled = false
            [http]
              bind-address = "127.0.0.1:{_port}"
              log-enabled = false
            """);
        _server = await ServerProcess.StartAsync(program, ["-config", config], Url, "/ping");
    }

    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.DisposeAsync();
        }
    }

    /// <summary>The rows of the first series of the answer; no row where there is none.</summary>
    public async Task<IReadOnlyList<JsonElement[]>> QueryAsync(string database, string query)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("q", query), KeyValuePair.Create("db", database), KeyValuePair.Create("epoch", "ns")]);
        using var response = await _http.PostAsync(new Uri(Url, "/query"), form);
        var text = await response.Content.ReadAsStringAsync();
        using var answer = JsonDocument.Parse(text);
        var result = answer.RootElement.GetProperty("results")[0];
        if (result.TryGetProperty("error", out var error))
        {
            throw new InvalidOperationException(error.GetString());
        }

        return result.TryGetProperty("series", out var series)
            ? [.. series[0].GetProperty("values").EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.Clone()).ToArray())]
            : [];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _folder.Dispose();
    }
}
