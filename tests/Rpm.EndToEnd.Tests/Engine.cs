using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>
/// The real engine as a child process on a data folder of its own, with free loopback ports that stay the same over restarts.
/// Disposing it asserts the conservation law, stops it politely and deletes the folder.
/// </summary>
internal sealed class Engine : IAsyncDisposable
{
    public const string AdminToken = "end-to-end-admin-token-0123456789";

    private readonly StringBuilder _output = new();
    private readonly Dictionary<string, string> _settings;
    private readonly bool _demo;
    private Process? _process;

    private Engine(string folder, Dictionary<string, string> settings, bool demo)
    {
        (Folder, _settings, _demo) = (folder, settings, demo);
        (MqttPort, HttpPort) = (FreePort(), FreePort());
        // A certificate of our own making: this very one is trusted, no other.
        var certificate = settings.TryGetValue("Http:Tls:Certificate", out var file) ? X509CertificateLoader.LoadCertificateFromFile(file) : null;
        Http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => certificate is not null && shown?.GetCertHashString() == certificate.GetCertHashString() },
        })
        {
            BaseAddress = new Uri($"{(certificate is null ? "http" : "https")}://127.0.0.1:{HttpPort}"),
            Timeout = TimeSpan.FromMinutes(2),
        };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }

    /// <summary>The engine's program, for <c>dotnet</c>.</summary>
    public static string Assembly => Directory.EnumerateFiles(Meta("IngestOutput"), "Rpm.Ingest.dll", SearchOption.AllDirectories).First();

    public string Folder { get; }

    public int MqttPort { get; }

    public int HttpPort { get; }

    /// <summary>Signed in as admin.</summary>
    public HttpClient Http { get; }

    /// <summary>Everything that the process printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public int ProcessId => _process!.Id;

    /// <summary>Starts an engine and waits until it is ready.</summary>
    public static async Task<Engine> StartAsync(Dictionary<string, string>? settings = null, bool demo = false)
    {
        var engine = new Engine(Directory.CreateTempSubdirectory("rpm-e2e-").FullName, settings ?? [], demo);
        await engine.RestartAsync();
        return engine;
    }

    /// <summary>Starts a process and does not wait for it.</summary>
    public static Engine Launch(Dictionary<string, string>? settings = null, bool demo = false)
    {
        var engine = new Engine(Directory.CreateTempSubdirectory("rpm-e2e-").FullName, settings ?? [], demo);
        engine.Start();
        return engine;
    }

    /// <summary>Starts the process (again), with further settings if given, and waits until it is ready.</summary>
    public async Task RestartAsync(Dictionary<string, string>? more = null)
    {
        Start(more);
        await Eventually.TrueAsync(ReadyAsync, TimeSpan.FromSeconds(90), () => $"The engine did not become ready:\n{Output}");
    }

    /// <summary>Starts the process (again) and does not wait.</summary>
    public void Start(Dictionary<string, string>? more = null)
    {
        foreach (var (key, value) in more ?? [])
        {
            _settings[key] = value;
        }

        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Assembly);
        if (_demo)
        {
            start.ArgumentList.Add("--demo");
        }

        foreach (var (key, value) in _settings)
        {
            start.ArgumentList.Add($"--Rpm:{key}={value}");
        }

        start.ArgumentList.Add($"--Rpm:DataDirectory={Path.Combine(Folder, "data")}");
        start.ArgumentList.Add($"--Rpm:Http:Port={HttpPort}");
        start.ArgumentList.Add($"--Rpm:Security:AdminToken={AdminToken}");
        if (!_settings.ContainsKey("Mqtt:Port"))
        {
            start.ArgumentList.Add($"--Rpm:Mqtt:Port={MqttPort}");
        }

        _process?.Dispose();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process!.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await _process.WaitForExitAsync(deadline.Token);
        }

        return _process.ExitCode;
    }

    /// <summary>GET as JSON; fails the test on anything but success.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(() => Http.GetAsync(path));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Sends JSON; fails the test on anything but success.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var response = await SendAsync(() => Http.SendAsync(request));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The numbers of the conservation law.</summary>
    public async Task<Status> StatusAsync() => Status.Of(await GetAsync("/api/v1/status"));

    /// <summary>Waits until no follower has anything pending, then asserts the conservation law.</summary>
    public async Task<Status> SettledAsync(double seconds = 120)
    {
        Status? status = null;
        await Eventually.TrueAsync(
            async () => (status = await StatusAsync()).Followers.Values.All(f => f.Pending == 0), TimeSpan.FromSeconds(seconds), () => $"Followers did not catch up: {status}\n{Output}");
        status!.AssertConserved();
        return status;
    }

    /// <summary>A patient with one device of each id, enrolled for ever.</summary>
    public async Task EnrolAsync(string patient, params string[] devices)
    {
        await SendAsync(HttpMethod.Put, $"/api/v1/patients/{patient}", """{"timeZone":"Europe/Berlin"}""");
        foreach (var device in devices)
        {
            await SendAsync(HttpMethod.Put, $"/api/v1/devices/{device}", "{}");
            await SendAsync(
                HttpMethod.Post, "/api/v1/enrolments", $$"""{"patient":"{{patient}}","device":"{{device}}","from":"2020-01-01T00:00:00Z"}""");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_process is { HasExited: false })
            {
                if (TestContext.Current.TestState?.Result != TestResult.Failed)
                {
                    await SettledAsync();
                }

                Assert.Equal(0, await StopAsync());
            }
        }
        finally
        {
            if (_process is { HasExited: false })
            {
                _process.Kill();
            }

            _process?.Dispose();
            Http.Dispose();
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A folder that the build wrote into this assembly.</summary>
    public static string Meta(string name) =>
        typeof(Engine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == name).Value!;

    // Why it ended stands in what it printed, not in a refused connection.
    private async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            return await send();
        }
        catch (HttpRequestException) when (_process!.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            AssertRuns();
            throw;
        }
    }

    private void AssertRuns()
    {
        if (_process!.HasExited)
        {
            Assert.Fail($"The engine ended with {_process.ExitCode}:\n{Output}");
        }
    }

    private async Task<bool> ReadyAsync()
    {
        AssertRuns();
        try
        {
            using var response = await Http.GetAsync("/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
