using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Rpm.Ingest.Tests.Mqtt;

/// <summary>A real mosquitto on a free loopback port, with its data in a temporary folder; and its command-line clients.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    /// <summary>What docs/broker.md tells operators to set.</summary>
    public const string Documented = "max_queued_messages 0\nmax_queued_bytes 0\nmax_inflight_messages 0\npersistence true\nautosave_interval 60\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("rpm-mosquitto-").FullName;
    private readonly string _settings;
    private Process? _process;

    private Mosquitto(string settings)
    {
        _settings = settings;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public int Port { get; }

    public static async Task<Mosquitto> StartAsync(string settings = "", string? listener = null)
    {
        var broker = new Mosquitto(settings);
        var program = Find("mosquitto", "mosquitto");
        await File.WriteAllTextAsync(
            Path.Combine(broker._folder, "mosquitto.conf"),
            $"user root\nlistener {broker.Port} 127.0.0.1\n{listener}\nallow_anonymous true\nsys_interval 1\npersistence_location {broker._folder}/\n{broker._settings}");
        await broker.StartAsync(program);
        return broker;
    }

    public Task RestartAsync() => StartAsync(Find("mosquitto", "mosquitto"));

    /// <summary>SIGTERM: mosquitto saves its state, if it is told to persist.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Runs mosquitto_pub or mosquitto_sub; returns its exit code and what it printed.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program, "mosquitto-clients")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Eventually.Deadline);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, await output + await error);
    }

    public static string Find(string program, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin");
        if (folders.Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists) is { } found)
            return found;
        var reason = $"{program} is not installed (Debian package {package}).";
        if (Environment.GetEnvironmentVariable("RPM_REQUIRE_SERVERS") == "1")
            Assert.Fail(reason);
        Assert.Skip(reason);
        return "";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(string program)
    {
        _process = Process.Start(new ProcessStartInfo(program, ["-c", Path.Combine(_folder, "mosquitto.conf")]) { RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        await Eventually.TrueAsync(() =>
        {
            try
            {
                using var probe = new TcpClient();
                probe.Connect(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }, "mosquitto listens");
    }
}
