using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Rpm.Tests.Shared;

/// <summary>A real mosquitto on a free loopback port, with its data in a temporary folder; and its command-line clients.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    /// <summary>User of the engine and of the devices with <see cref="StartAsDocumentedAsync"/>; the password is the name.</summary>
    public const string Engine = "rpm", Device = "device";

    /// <summary>What docs/broker.md tells operators to set, without the access rules: read out of the document, so that it cannot rot.</summary>
    public static string Documented { get; } = string.Join('\n', DocumentedBlock(0).Split('\n').Where(line =>
        !line.StartsWith("allow_anonymous", StringComparison.Ordinal) && !line.StartsWith("password_file", StringComparison.Ordinal)
        && !line.StartsWith("acl_file", StringComparison.Ordinal) && !line.StartsWith("persistence_location", StringComparison.Ordinal)));

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

    /// <summary>With the settings and the access rules of docs/broker.md, word for word but for the folders.</summary>
    public static async Task<Mosquitto> StartAsDocumentedAsync()
    {
        var broker = new Mosquitto("");
        var (passwords, rules) = (Path.Combine(broker._folder, "passwd"), Path.Combine(broker._folder, "acl"));
        await File.WriteAllTextAsync(passwords, "");
        foreach (var user in new[] { Engine, Device })
        {
            var (exit, output) = await RunPackagedAsync("mosquitto_passwd", "mosquitto", "-b", passwords, user, user);
            Assert.True(exit == 0, output);
        }

        await File.WriteAllTextAsync(rules, DocumentedBlock(1));
        var settings = DocumentedBlock(0).Replace("/var/lib/mosquitto/", broker._folder + "/", StringComparison.Ordinal)
            .Replace("/etc/mosquitto/passwd", passwords, StringComparison.Ordinal).Replace("/etc/mosquitto/acl", rules, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            Path.Combine(broker._folder, "mosquitto.conf"), $"user root\nlistener {broker.Port} 127.0.0.1\nsys_interval 1\n{settings}");
        await broker.StartAsync(Find("mosquitto", "mosquitto"));
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
    public static Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments) =>
        RunPackagedAsync(program, "mosquitto-clients", arguments);

    private static async Task<(int Exit, string Output)> RunPackagedAsync(string program, string package, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program, package)) { RedirectStandardOutput = true, RedirectStandardError = true };
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

    /// <summary>A fenced block below the heading "mosquitto" of docs/broker.md.</summary>
    private static string DocumentedBlock(int index)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "broker.md")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("docs/broker.md is in no folder above the tests.");
        var text = File.ReadAllText(Path.Combine(folder.FullName, "docs", "broker.md"));
        return text[text.IndexOf("### mosquitto", StringComparison.Ordinal)..].Split("```")[2 * index + 1];
    }
}
