using System.Diagnostics;

namespace Rpm.EndToEnd.Tests;

/// <summary>A program of a Debian package. Not installed: the test skips and names the package, or fails where servers are required.</summary>
internal static class Tool
{
    public static string Require(string program, string package)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        if (found is not null)
        {
            return found;
        }

        return Missing<string>($"{program} is not installed (Debian package {package})");
    }

    /// <summary>The folder of shared data and tools.</summary>
    public static string Shared(string path)
    {
        var root = Environment.GetEnvironmentVariable("RPM_SHARED");
        return root is not null && Path.Exists(Path.Combine(root, path)) ? Path.Combine(root, path) : Missing<string>($"RPM_SHARED does not lead to {path}");
    }

    /// <summary>Runs to the end and returns exit code and output.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output + await error);
    }

    private static T Missing<T>(string reason)
    {
        if (Environment.GetEnvironmentVariable("RPM_REQUIRE_SERVERS") == "1")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
        return default!;
    }
}
