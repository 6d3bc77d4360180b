using Rpm.Telemetry.Traces;
using Xunit;

namespace Rpm.Tests.Shared;

/// <summary>Traces written in a test.</summary>
internal static class Trace
{
    /// <summary>A trace of these lines; the source is put in front of each.</summary>
    public static TraceFile File(params string[] lines)
    {
        var file = TraceFile.Read(new StringReader(Text(lines)));
        Assert.NotNull(file);
        return file;
    }

    public static string Text(params string[] lines) =>
        string.Join('\n', [TraceFile.Header, .. lines.Select(l => "test," + l)]) + "\n";

    public static JoinedTrace Join(params string[] lines) => TraceJoin.Join(File(lines));
}
