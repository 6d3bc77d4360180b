namespace Rpm.Telemetry.Tests;

/// <summary>Vectors and payloads that are not part of the project, found by RPM_SHARED.</summary>
internal static class SharedFiles
{
    /// <summary>The path of a file below <c>data</c>; skips the test where it is not there.</summary>
    public static string PathOf(string name)
    {
        var folder = Environment.GetEnvironmentVariable("RPM_SHARED");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "RPM_SHARED does not name the folder of the shared vectors.");
        var path = Path.Combine(folder!, "data", name);
        Assert.SkipUnless(File.Exists(path), $"RPM_SHARED has no data/{name}.");
        return path;
    }
}
