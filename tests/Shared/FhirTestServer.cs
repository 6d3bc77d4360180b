using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Rpm.Tests.Shared;

/// <summary>The independent FHIR server on a free loopback port; it validates what is written to it.</summary>
internal sealed class FhirTestServer : IAsyncDisposable
{
    private Process? _process;

    private FhirTestServer(int port) => Port = port;

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}/fhir/R4";

    public HttpClient Http { get; } = new();

    /// <summary>A server that is not running yet.</summary>
    public static FhirTestServer Create()
    {
        FhirTools.Require();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new FhirTestServer(((IPEndPoint)listener.LocalEndpoint).Port);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = Process.Start(new ProcessStartInfo("node", ["server.mjs", $"{Port}", "--validate"])
        {
            WorkingDirectory = FhirTools.Require(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        await _process.StandardOutput.ReadLineAsync(deadline.Token);
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    public async Task<IReadOnlyList<JsonObject>> SearchAsync(string query)
    {
        var bundle = JsonNode.Parse(await Http.GetStringAsync($"{Url}/{query}"))!;
        return [.. (bundle["entry"] as JsonArray ?? []).Select(e => (JsonObject)e!["resource"]!)];
    }

    public async Task PutAsync(JsonObject resource)
    {
        using var content = new StringContent(resource.ToJsonString(), Encoding.UTF8, "application/fhir+json");
        var response = await Http.PutAsync($"{Url}/{resource["resourceType"]}/{resource["id"]}", content);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }
}
