using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Fhir;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Xunit;

namespace Rpm.Ingest.Tests.Fhir;

/// <summary><c>/fhir</c> over fakes, on a free loopback port.</summary>
internal sealed class FhirHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FhirHost(WebApplication app) => _app = app;

    public FakeSeriesStore Store { get; private init; } = null!;

    public FakeAlertReader Alerts { get; private init; } = null!;

    public FakeRegistry Registry { get; private init; } = null!;

    public HttpClient Http { get; } = new();

    public static async Task<FhirHost> StartAsync()
    {
        var (store, alerts, registry) = (new FakeSeriesStore(), new FakeAlertReader(), new FakeRegistry(FhirSamples.Registry()));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ISeriesStore>(store).AddSingleton<IAlertReader>(alerts).AddSingleton<IRegistry>(registry);
        builder.Services.AddFhir(new FhirOptions());
        var app = builder.Build();
        app.MapFhir();
        await app.StartAsync();
        var host = new FhirHost(app) { Store = store, Alerts = alerts, Registry = registry };
        host.Http.BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/fhir/");
        return host;
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        var response = await Http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Ids of a search's matches over all its pages.</summary>
    public async Task<List<string>> AllAsync(string path)
    {
        var ids = new List<string>();
        for (var next = path; next is not null;)
        {
            var bundle = await GetAsync(next);
            ids.AddRange(Matches(bundle).Select(r => (string)r["id"]!));
            next = bundle["link"]!.AsArray().FirstOrDefault(l => (string?)l!["relation"] == "next")?["url"]?.ToString();
        }

        return ids;
    }

    public static IEnumerable<JsonNode> Matches(JsonNode bundle) =>
        (bundle["entry"]?.AsArray() ?? []).Where(e => (string?)e!["search"]!["mode"] == "match").Select(e => e!["resource"]!);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
