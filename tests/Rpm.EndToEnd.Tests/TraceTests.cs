using System.Globalization;
using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>Real recordings, replayed by the simulator over MQTT: every row is accounted for, and both stores hold what the file says.</summary>
public sealed class TraceTests(InfluxdServer influx) : IClassFixture<InfluxdServer>
{
    // Rows, readings, and of those duplicate and quarantined: counted in the files. The arterial line of the bedside monitor
    // reads zero nearly always, its heart and respiratory rates sometimes.
    [Theory]
    [InlineData("cgm_hall2018", 12_040, 12_040, 0, 0)]
    [InlineData("cgm_libreview_mmol", 3_109, 3_109, 11, 0)]
    [InlineData("bp_welltory", 1_442, 721, 0, 0)]
    [InlineData("vitals_mimic2_numerics", 14_353, 8_130, 0, 75 + 52 + 1_929)]
    [Trait("Control", "C-13")]
    public async Task Replay_Trace_EveryRowIsAccountedForAndBothStoresHoldTheFilesValues(string trace, int rows, int readings, int duplicate, int quarantined)
    {
        var path = Tool.Shared($"data/traces/{trace}.csv");
        await influx.StartAsync();
        await using var engine = await Engine.StartAsync(Settings(trace));
        var newest = WholeSecond();
        var oracle = TraceOracle.Read(path, newest);
        var result = await ReplayAsync(engine, path, newest);
        var status = await engine.SettledAsync();

        Assert.Equal((rows, rows), (oracle.Rows, result.GetProperty("rows").GetInt32()));
        Assert.Equal(rows, result.GetProperty("joinedRows").GetInt32() + Sum(result, "skippedRows"));
        Assert.Equal(readings, Sum(result, "readings"));
        Assert.Equal((readings, readings - duplicate - quarantined, duplicate, quarantined), (status.Received, status.Committed, status.Duplicate, status.Quarantined));
        Assert.Equal(quarantined, Sum(result, "reported"));
        Assert.All(status.Followers, f => Assert.Equal((status.Committed, 0), (f.Value.Written, f.Value.Rejected)));
        foreach (var ((device, kind, measure), expected) in oracle.Series)
        {
            var embedded = await engine.SeriesAsync(device, measure, device);
            var outside = await influx.SeriesAsync(trace, kind, measure, device);
            Assert.Equal(expected.Select(s => s.Milliseconds), embedded.Select(s => s.Milliseconds));
            Assert.All(expected.Zip(embedded), pair => Assert.Equal(pair.First.Value, pair.Second.Value, 1e-9));
            Assert.Equal(embedded, outside);
        }
    }

    [Fact]
    public async Task Replay_BedsideZeros_AreSensorOffAndRaiseNoLowOxygenAlert()
    {
        var path = Tool.Shared("data/traces/vitals_mimic2_numerics.csv");
        await influx.StartAsync();
        await using var engine = await Engine.StartAsync(Settings("bedside"));
        var newest = WholeSecond();
        await ReplayAsync(engine, path, newest);
        await engine.SettledAsync();

        // 374 zeros of SpO₂, and one zero of the pulse beside a saturation.
        var off = await influx.QueryAsync("bedside", "SELECT count(\"quality\") FROM \"pulse_oximetry\" WHERE \"quality\" = 'sensor-off'");
        Assert.Equal(375, off[0][1].GetInt64());
        var zeros = await influx.QueryAsync("bedside", "SELECT count(\"spo2\") FROM \"pulse_oximetry\" WHERE \"spo2\" <= 0");
        Assert.Empty(zeros);
        var marked = await influx.QueryAsync("bedside", "SELECT count(\"spo2\"), count(\"pulse\") FROM \"pulse_oximetry\" WHERE \"quality\" = 'sensor-off'");
        Assert.Equal((1, 4), (marked[0][1].GetInt64(), marked[0][2].GetInt64()));

        var alerts = (await engine.GetAsync("/api/v1/alerts?state=all")).EnumerateArray().Select(a => a.Clone()).ToList();
        Assert.Contains(alerts, a => a.GetProperty("rule").GetString() == "sensor-off" && a.GetProperty("class").GetString() == "technical");
        var measured = TraceOracle.Read(path, newest).Series.Where(s => s.Key.Measure == "spo2").SelectMany(s => s.Value).ToHashSet();
        var low = alerts.Where(a => a.GetProperty("rule").GetString() == "spo2-low").ToList();
        Assert.NotEmpty(low);
        Assert.All(low, a => Assert.Contains(
            new SeriesSample(a.GetProperty("readingTime").GetDateTimeOffset().ToUnixTimeMilliseconds(), a.GetProperty("value").GetDouble()), measured));
    }

    private Dictionary<string, string> Settings(string database) => new()
    {
        ["Registry:AutoEnrol"] = "true",
        ["Readings:MaxAge"] = "3000.00:00:00",
        ["Influx:Url"] = influx.Url.ToString(),
        ["Influx:Database"] = database,
    };

    private static DateTimeOffset WholeSecond() => DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    private static async Task<JsonElement> ReplayAsync(Engine engine, string path, DateTimeOffset newest)
    {
        var simulator = Directory.EnumerateFiles(Engine.Meta("DeviceSimOutput"), "Rpm.DeviceSim.dll", SearchOption.AllDirectories).First();
        var (code, output) = await Tool.RunAsync(
            "dotnet", simulator, "replay", path, "--port", engine.MqttPort.ToString(CultureInfo.InvariantCulture),
            "--shift-to", newest.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), "--json", "--quiet");
        Assert.True(code == 0, output);
        return JsonDocument.Parse(output).RootElement;
    }

    private static long Sum(JsonElement result, string counts) => result.GetProperty(counts).EnumerateObject().Sum(c => c.Value.GetInt64());
}
