using System.Text.Json;
using Rpm.DeviceSim.Commands;

namespace Rpm.EndToEnd.Tests;

/// <summary>The load tester's command line, its result as JSON.</summary>
internal static class LoadTester
{
    /// <summary>Against an engine, which it asks for its counts.</summary>
    public static Task<(int Code, JsonElement Report, string Error)> RunAsync(Engine engine, params string[] args) =>
        RunAsync(engine.MqttPort, [.. args, "--url", $"http://127.0.0.1:{engine.HttpPort}", "--token", Engine.AdminToken]);

    /// <summary>Against a broker.</summary>
    public static async Task<(int Code, JsonElement Report, string Error)> RunAsync(int port, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        string[] broker = args[0] is "seed" or "purge" ? [] : ["--port", $"{port}"];
        var code = await Simulator.RunAsync([.. args, .. broker, "--json", "--quiet"], output, error, TimeProvider.System, null, TestContext.Current.CancellationToken);
        return (code, output.ToString() is { Length: > 0 } text ? JsonDocument.Parse(text).RootElement : default, error.ToString());
    }
}
