using System.Net.Http.Headers;
using System.Text;
using Rpm.Ingest.Engine;
using Rpm.Ingest.Security;
using Rpm.Ingest.Settings;

namespace Rpm.Ingest.Commands;

/// <summary>
/// Commands on an engine's data. They talk to the running engine when one answers; when none does, they bring one up on the data
/// directory for as long as the command takes, on ports of its own.
/// </summary>
internal static class EngineCommand
{
    public static Task<int> ImportAsync(string file, string[] args, TextWriter output, TextWriter error) =>
        RunAsync(args, output, error, async client =>
        {
            using var body = new StringContent(await File.ReadAllTextAsync(file), Encoding.UTF8, "application/yaml");
            return await client.PostAsync("/api/v1/registry", body);
        });

    public static Task<int> ExportAsync(string[] args, TextWriter output, TextWriter error) =>
        RunAsync(args, output, error, client => client.GetAsync("/api/v1/registry"));

    public static Task<int> ListQuarantineAsync(string[] args, TextWriter output, TextWriter error) =>
        RunAsync(args, output, error, client => client.GetAsync("/api/v1/quarantine"));

    public static Task<int> ReplayQuarantineAsync(string[] args, TextWriter output, TextWriter error) =>
        RunAsync(args, output, error, client => client.PostAsync("/api/v1/quarantine/replay", new StringContent("{}", Encoding.UTF8, "application/json")));

    /// <summary>Calls the engine and prints its answer.</summary>
    /// <param name="args">Settings.</param>
    /// <param name="print">What is made of a good answer, and the exit code; null = the answer as it is.</param>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, Func<HttpClient, Task<HttpResponseMessage>> call, Func<string, Task<int>>? print = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var (settings, faults) = EngineSettings.Read(builder.Configuration);
        if (settings is null)
        {
            await error.WriteLineAsync(SettingsReader.Message(faults));
            return ExitCodes.Usage;
        }

        try
        {
            using var running = Client(settings, settings.Rpm.Http.Port);
            if (await AnswersAsync(running))
            {
                return await PrintAsync(await call(running), output, error, print);
            }

            var own = settings with
            {
                Rpm = settings.Rpm with { Http = settings.Rpm.Http with { Port = 0 } },
                Mqtt = settings.Mqtt with { Mode = Mqtt.MqttMode.Embedded, Host = "127.0.0.1", Port = 0 },
            };
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            await using var app = EngineHost.Build(builder, own, null, demo: false);
            await app.StartAsync();
            using var client = Client(own, Ports.Http(app, own));
            var code = await PrintAsync(await call(client), output, error, print);
            await app.StopAsync();
            return code;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCodes.Failed;
        }
    }

    private static HttpClient Client(EngineSettings settings, int port)
    {
        var token = settings.Rpm.Security.AdminToken ?? AdminTokenFile.OpenOrCreate(settings.Rpm.DataDirectory).Token;
        var client = new HttpClient
        {
            BaseAddress = new UriBuilder(settings.Rpm.Http.Tls.Enabled ? "https" : "http", settings.Rpm.Http.Host, port).Uri,
            Timeout = TimeSpan.FromMinutes(5),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync("/health/live");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<int> PrintAsync(HttpResponseMessage response, TextWriter output, TextWriter error, Func<string, Task<int>>? print)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (response.IsSuccessStatusCode && print is not null)
        {
            return await print(text);
        }

        await (response.IsSuccessStatusCode ? output : error).WriteLineAsync(text);
        return response.IsSuccessStatusCode ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
