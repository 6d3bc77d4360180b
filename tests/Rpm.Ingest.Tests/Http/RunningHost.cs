using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Http;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Security;
using Rpm.Ingest.Settings;
using Rpm.Ingest.TimeSeries;

namespace Rpm.Ingest.Tests.Http;

/// <summary>The HTTP face on a free port of this machine, over a <see cref="FakeEngine"/>.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    public const string AdminToken = "admin-0123456789abcdef";

    public const string IngestToken = "ingest-0123456789abcdef";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private RunningHost(WebApplication app, FakeEngine engine, FakeTimeProvider time, DirectoryInfo folder)
    {
        (_app, Engine, Time, _folder) = (app, engine, time, folder);
        Address = new Uri(app.Urls.First());
        Admin = Client(AdminToken);
        Ingest = Client(IngestToken);
        Nobody = Client(null);
    }

    public FakeEngine Engine { get; }

    public FakeTimeProvider Time { get; }

    public Uri Address { get; }

    public HttpClient Admin { get; }

    public HttpClient Ingest { get; }

    public HttpClient Nobody { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningHost> StartAsync(Func<RpmOptions, RpmOptions>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("rpm-http-");
        var options = new RpmOptions { DataDirectory = folder.FullName, Http = new HttpOptions { Port = 0 } };
        options = change?.Invoke(options) ?? options;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.ListenRpmHttp(options.Http));
        var (engine, time) = (new FakeEngine(), new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero)));
        builder.Services.AddSingleton<TimeProvider>(time)
            .AddSingleton<IIntake>(engine).AddSingleton<IDryRun>(engine).AddSingleton<IStatusSource>(engine).AddSingleton<IHealthSource>(engine)
            .AddSingleton<IRegistry>(engine).AddSingleton<IRegistryCommands>(engine).AddSingleton<IQuarantine>(engine)
            .AddSingleton<ISeriesStore>(engine).AddSingleton<IRecentFrames>(engine).AddSingleton<IPatientErasure>(engine).AddSingleton<IRegistryHistory>(engine)
            .AddSingleton(MappingTable.Load(options.Mappings, "rpm/v1", []))
            .AddRpmHttp(options, new AccessTokens(AdminToken, IngestToken));
        var app = builder.Build();
        app.UseRpmHttp();
        app.MapRpmHttp();
        await app.StartAsync();
        return new RunningHost(app, engine, time, folder);
    }

    /// <summary>A browser-like client: keeps cookies, follows no redirect.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = Address };

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static async Task<JsonNode> BodyAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Ingest.Dispose();
        Nobody.Dispose();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private HttpClient Client(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
