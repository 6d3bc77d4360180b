using Rpm.Telemetry.Traces;
using Xunit;

namespace Rpm.Tests.Shared;

/// <summary>The recordings that are not part of the project, found by RPM_SHARED.</summary>
internal static class SharedTraces
{
    /// <summary>The joined trace; skips the test where the recordings are not there.</summary>
    public static JoinedTrace Join(string name)
    {
        using var reader = File.OpenText(PathOf(name));
        return TraceJoin.Join(TraceFile.Read(reader)!);
    }

    public static string PathOf(string name)
    {
        var folder = Environment.GetEnvironmentVariable("RPM_SHARED");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "RPM_SHARED does not name the folder of the shared recordings.");
        var path = Path.Combine(folder!, "data", "traces", name);
        Assert.SkipUnless(File.Exists(path), $"RPM_SHARED has no data/traces/{name}.");
        return path;
    }
}
