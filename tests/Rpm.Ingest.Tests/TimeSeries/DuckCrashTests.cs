using System.Diagnostics;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.TimeSeries;

public sealed class DuckCrashTests : IDisposable
{
    private const string Child = "RPM_TEST_SERIES_CHILD";
    private const int Size = 250;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ApplyAsync_KilledAtAnyMoment_RowsAndCursorAgree()
    {
        if (Environment.GetEnvironmentVariable(Child) is { } file)
        {
            await ApplyForEverAsync(file);
        }

        var path = _folder.File("s.duckdb");
        var last = 0L;
        for (var round = 0; round < 4; round++)
        {
            using (var child = Start(path))
            {
                await UntilAsync(child, path, grown: 60 + (round * 37));
                child.Kill();
                await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            await using var store = await DuckStores.OpenAsync(path);
            var progress = await store.OpenAsync(CancellationToken.None);
            Assert.Equal(0, progress.Cursor % Size);
            Assert.Equal(progress.Cursor, progress.Written);
            Assert.Equal(progress.Written, await store.CountAsync(new SeriesQuery(), CancellationToken.None));
            Assert.True(progress.Cursor > last, "The child wrote nothing.");
            last = progress.Cursor;
            var tail = await store.ReadAsync(new SeriesQuery { From = Samples.Start + TimeSpan.FromSeconds(last - 3) }, CancellationToken.None);
            Assert.Equal([last - 2, last - 1, last], tail.Select(r => r.Position));
        }
    }

    /// <summary>The same test in a process of its own, which finds its file in the environment and never ends by itself.</summary>
    private static Process Start(string path)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(DuckCrashTests).Assembly.Location);
        }

        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(DuckCrashTests).FullName}.{nameof(ApplyAsync_KilledAtAnyMoment_RowsAndCursorAgree)}");
        start.Environment[Child] = path;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task UntilAsync(Process child, string path, int grown)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var heartbeat = path + ".applied";
        File.Delete(heartbeat);
        while (!File.Exists(heartbeat) || new FileInfo(heartbeat).Length < grown)
        {
            Assert.False(child.HasExited, "The child ended by itself.");
            await Task.Delay(5, deadline.Token);
        }
    }

    private static async Task ApplyForEverAsync(string path)
    {
        await using var store = await DuckStores.OpenAsync(path, DuckStores.Small with { RunRows = 2_000 });
        await using var applied = new FileStream(path + ".applied", FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        while (true)
        {
            var first = store.Cursor;
            await store.ApplyAsync(Samples.Group(
                first + 1, [.. Enumerable.Range(0, Size).Select(i => ("p", Samples.HeartRate($"d{i % 5}-{first / 5_000}", Samples.Start + TimeSpan.FromSeconds(first + i), 60)))]));
            applied.WriteByte(1);
        }
    }
}
