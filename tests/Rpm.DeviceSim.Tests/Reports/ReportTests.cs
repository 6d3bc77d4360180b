using System.Text.Json;
using System.Text.RegularExpressions;
using HdrHistogram;
using Rpm.DeviceSim.Commands;
using Rpm.DeviceSim.Engines;
using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Reports;
using Rpm.DeviceSim.Scenarios;
using Xunit;

namespace Rpm.DeviceSim.Tests.Reports;

public sealed partial class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rpm-report-").FullName;

    [Fact]
    public void Merge_HistogramsOfParts_AreExactlyThatOfTheWhole()
    {
        var (random, whole) = (new Random(7), new LongHistogram(LatencyRecorder.Longest, 3));
        LongHistogram[] parts = [new(LatencyRecorder.Longest, 3), new(LatencyRecorder.Longest, 3), new(LatencyRecorder.Longest, 3)];
        for (var i = 0; i < 30_000; i++)
        {
            var value = (long)Math.Exp(random.NextDouble() * 19) + 1;
            whole.RecordValue(value);
            parts[i % 3].RecordValue(value);
        }

        var merged = ReportMerge.Of([.. parts.Select((p, i) => Report(i) with { Latency = LatencyReport.Of(p) })]).Latency!;
        var expected = LatencyReport.Of(whole)!;

        Assert.Equal(expected with { Histogram = "" }, merged with { Histogram = "" });
        Assert.Equal(
            whole.RecordedValues().Select(v => (v.ValueIteratedTo, v.CountAtValueIteratedTo)),
            merged.Read().RecordedValues().Select(v => (v.ValueIteratedTo, v.CountAtValueIteratedTo)));
    }

    [Fact]
    public void Merge_TwoGenerators_AddsCountsAndSecondsOfTheSameClock()
    {
        var sum = ReportMerge.Of([Report(0), Report(1)]);

        Assert.Equal((2_000, 1_990, 2, 2), (sum.Publish.Frames, sum.Publish.Acknowledged, sum.Generator.Generators, sum.Slices.Count - 1));
        Assert.Equal((8, 2_000.0), (sum.Publish.Drops["closed by the broker"], sum.TargetRate));
        // The second began a second later: three seconds in all, the middle one has both.
        Assert.Equal([500, 1_000, 500], sum.Slices.Select(s => s.Acknowledged));
        Assert.Equal(3, sum.Seconds);
        // Both watched one engine: from the earliest count to the latest, and what both acknowledged.
        Assert.Equal((1_990, 1_990, 0), (sum.Engine!.Received, sum.Engine.Acknowledged, sum.Engine.Lost));
    }

    [Fact]
    [Trait("Control", "C-188")]
    public void Account_ReadingsThatTheEngineDoesNotKnow_FailTheRun()
    {
        var before = new EngineStatus(100, 100, 0, 0, 0, [new EngineFollower("monitor", 100, 100, 0, 0)]);
        var after = new EngineStatus(190, 185, 5, 0, 0, [new EngineFollower("monitor", 185, 185, 0, 0)]);

        Assert.True(new EngineAccount(before, after, 90).Holds);
        Assert.True(new EngineAccount(before, after, 80).Holds);
        var lost = new EngineAccount(before, after, 91);
        Assert.Equal((1, false), (lost.Lost, lost.Holds));
        Assert.Contains(lost.Lines(), l => l.Contains("LOST 1 of 91", StringComparison.Ordinal));
        Assert.True((Report(0) with { Engine = lost }).IsFailed);
        Assert.False(new EngineAccount(before, after with { Duplicate = 4 }, 80).Holds);
        Assert.False(new EngineAccount(before, after with { Followers = [new EngineFollower("series", 185, 180, 1, 3)] }, 80).Holds);
    }

    [Fact]
    public void Json_AnyReport_IsReadAsItWasWritten()
    {
        var text = JsonSerializer.Serialize(Report(0), ReportJson.Options);
        var read = ReportJson.Read(text, out var wrong);

        Assert.Null(wrong);
        Assert.Equal(text, JsonSerializer.Serialize(read, ReportJson.Options));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"schema\":99}")]
    [InlineData("{\"schema\":1,\"command\":\"x\"}")]
    public void Read_SomethingElse_SaysSo(string text)
    {
        Assert.Null(ReportJson.Read(text, out var wrong));
        Assert.NotNull(wrong);
    }

    [Fact]
    public void Html_Report_IsTheGoldenPage() => AssertGolden("report.html", ReportHtml.Page(Report(0)));

    [Fact]
    public void Html_Comparison_IsTheGoldenPage() => AssertGolden("comparison.html", ReportHtml.Page(Report(0), Report(1)));

    [Fact]
    public void Html_AnyPage_AsksForNothingAndEscapesWhatItShows()
    {
        var nasty = Report(0) with { Command = "rpm-sim load --host '<script>alert(1)</script>'", Failure = "<b>&" };
        foreach (var page in new[] { ReportHtml.Page(nasty), ReportHtml.Page(nasty, Report(1)) })
        {
            Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>&", page, StringComparison.Ordinal);
            Assert.Empty(Outside().Matches(page).Select(m => m.Value));
            Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
            // Well-formed from the first figure to the last: an XML reader takes it.
            foreach (Match figure in Figure().Matches(page))
            {
                System.Xml.Linq.XDocument.Parse(figure.Value);
            }

            Assert.True(Figure().Count(page) >= 2);
        }
    }

    [Fact]
    public async Task Command_Files_AddsComparesAndExits()
    {
        var (a, b) = (Write("a.json", Report(0)), Write("b.json", Report(1)));

        Assert.Equal(1, (await RunAsync("report", a, b)).Code);
        var sum = await RunAsync("report", a, b, "--json", "--html", Path.Combine(_folder, "sum.html"), "--out", Path.Combine(_folder, "sum.json"));
        Assert.Equal(2_000, JsonDocument.Parse(sum.Output).RootElement.GetProperty("publish").GetProperty("frames").GetInt64());
        Assert.Equal(sum.Output, File.ReadAllText(Path.Combine(_folder, "sum.json")));
        Assert.Contains("2 generators", File.ReadAllText(Path.Combine(_folder, "sum.html")), StringComparison.Ordinal);
        var compared = await RunAsync("report", "--compare", a, b);
        Assert.Equal(0, compared.Code);
        Assert.Contains("worse", compared.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("report", Write("good.json", Report(0) with { Publish = Report(0).Publish with { Acknowledged = 1_000, Unacknowledged = 0 }, Alerts = new(true, 0, null, []) }))).Code);
        Assert.Equal(2, (await RunAsync("report", "--compare", a)).Code);
        Assert.Equal(2, (await RunAsync("report", Path.Combine(_folder, "nothing.json"))).Code);
        File.WriteAllText(Path.Combine(_folder, "c.json"), "no report");
        Assert.Equal(2, (await RunAsync("report", Path.Combine(_folder, "c.json"))).Code);
    }

    [Fact]
    public void Limits_NothingMeasured_AreMissed()
    {
        var thresholds = new Limits(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2), 0.99).Check(null, null, 0, 100);

        Assert.All(thresholds, t => Assert.True(t.Missed, $"{t}"));
        Assert.Equal(3, thresholds.Count);
        Assert.Empty(new Limits().Check(null, null, 0, 100));
        Assert.False(Assert.Single(new Limits(Rate: 0.99).Check(null, null, 99.5, 100)).Missed);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The golden file is written anew where RPM_WRITE_GOLDEN is set: look at it before committing it.
    private static void AssertGolden(string name, string text)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Rpm.DeviceSim.Tests.csproj")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Rpm.DeviceSim.Tests.csproj is in no folder above the tests.");
        }

        var path = Path.Combine(folder.FullName, "Reports", "Golden", name);
        if (Environment.GetEnvironmentVariable("RPM_WRITE_GOLDEN") is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    private static RunReport Report(int number)
    {
        var histogram = new LongHistogram(LatencyRecorder.Longest, 3);
        for (var i = 1; i <= 995; i++)
        {
            histogram.RecordValue(i * 20 * (number + 1));
        }

        var began = new DateTimeOffset(2026, 11, 27, 10, 0, number, TimeSpan.Zero);
        var at = began.ToUnixTimeSeconds();
        var status = new EngineStatus(5_000 + 995 * number, 5_000 + 995 * number, 0, 0, 0, [new EngineFollower("monitor", 5_000, 5_000, 0, 0)]);
        return new RunReport(
            1, $"rpm-sim load --rate 1000 --duration 2 --seed {number + 1}", number + 1, began, 2, new RunTarget("127.0.0.1:1883", false, "5", 1, "json", 1, 1_000, 10), 1_000,
            new PublishReport(1_000, 1_000, 1_000, 0, 0, 995, 995, 0, 5, 3, 4, 497.5, new SortedDictionary<string, long>(), new SortedDictionary<string, long> { ["closed by the broker"] = 4 }),
            LatencyReport.Of(histogram),
            new AlertReport(true, 2, LatencyReport.Of(histogram), [new AlertVerdict("sim-x", "cgm/urgent-low", "high", "raised", 10, 20, 12), new AlertVerdict("sim-y", "oximetry/spo2-low", "high", "missed", 10, 20, null)]),
            new SortedDictionary<string, long> { ["duplicate"] = 12 }, new GeneratorReport(1, 0.5, 500, LatencyReport.Of(histogram)),
            new EngineAccount(status, status with { Received = status.Received + 995, Committed = status.Committed + 995 }, 995),
            [new Threshold("--fail-p99", "100 ms", "19.7 ms", false)],
            [new TimeSlice(at, 1, 1_000, 500, 500, 5.5, 18, 19), new TimeSlice(at + 1, 1, 1_000, 500, 500, null, null, null)], false, null);
    }

    private string Write(string name, RunReport report)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, JsonSerializer.Serialize(report, ReportJson.Options));
        return path;
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Simulator.RunAsync(args, output, error, TimeProvider.System, null, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    [GeneratedRegex("(?:https?:)?//[a-z]|src=|url\\(|@import|href=", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();

    [GeneratedRegex("<figure>.*?</figure>", RegexOptions.Singleline)]
    private static partial Regex Figure();
}
