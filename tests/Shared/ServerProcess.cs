using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Rpm.Tests.Shared;

/// <summary>A server of somebody else's on a free loopback port, with its files in a folder of its own; stopped by its process id.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public int Id => _process.Id;

    /// <summary>Where the program is, or a skipped test that names the Debian package (a failed one with RPM_REQUIRE_SERVERS=1).</summary>
    public static string Find(string program, string package)
    {
        var path = $"/usr/bin/{program}";
        if (!File.Exists(path))
        {
            var reason = $"{program} is not installed: apt-get install {package}";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("RPM_REQUIRE_SERVERS") == "1", reason);
            Assert.Fail(reason);
        }

        return path;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and waits until <paramref name="ready"/> answers with success.</summary>
    public static async Task<ServerProcess> StartAsync(string path, IEnumerable<string> arguments, Uri url, string ready)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process, url);
        using var http = new HttpClient { BaseAddress = url };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(ready, UriKind.Relative), deadline.Token);
                if (response.IsSuccessStatusCode)
                {
                    return server;
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // Not listening yet.
            }

            await Task.Delay(50, deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
