using System.Globalization;
using System.Text.Json;
using MQTTnet.Protocol;
using Rpm.DeviceSim.Commands;
using Rpm.DeviceSim.Tests.Publishing;
using Xunit;

namespace Rpm.DeviceSim.Tests.Commands;

public sealed class SimulatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rpm-sim-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Replay_WholeTrace_AccountsForEveryRowAndExitsZero()
    {
        await using var broker = await TestBroker.StartAsync();
        var trace = Write("p#1,2020-05-01T08:00:00,systolic,150,mmHg", "p#1,2020-05-01T08:00:00,diastolic,100,mmHg", "p#1,2020-05-01T08:01:00,map,90,mmHg", "p#1,2020-05-01T08:02:00,spo2,0,%");

        var code = await RunAsync(broker, "replay", trace, "--json", "--quiet", "--device-prefix", "t-");

        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(_output.ToString());
        var result = json.RootElement;
        Assert.Equal((4, 3, 2L), (result.GetProperty("rows").GetInt32(), result.GetProperty("joinedRows").GetInt32(), result.GetProperty("publish").GetProperty("acknowledged").GetInt64()));
        Assert.Equal(1, Assert.Single(result.GetProperty("skippedRows").EnumerateObject()).Value.GetInt32());
        Assert.Equal(["rpm/v1/up/t-p-1/blood-pressure", "rpm/v1/up/t-p-1/pulse-oximetry"], broker.Received.Select(m => m.Topic));
        Assert.Contains("\"systolic\":150,\"diastolic\":100", broker.Received[0].Text, StringComparison.Ordinal);
        Assert.Contains("\"spo2\":0", broker.Received[1].Text, StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Replay_SamePlaceTwice_SendsTheSameBytes()
    {
        await using var broker = await TestBroker.StartAsync();
        var trace = Write("p,2020-05-01T08:00:00,glucose,5.8,mmol/L");

        await RunAsync(broker, "replay", trace, "--shift-to", "2026-11-23T08:00:00+01:00", "--quiet");
        await RunAsync(broker, "replay", trace, "--shift-to", "2026-11-23T08:00:00+01:00", "--quiet");

        Assert.Equal(2, broker.Received.Count);
        Assert.Equal(broker.Received[0], broker.Received[1]);
        Assert.Contains("2026-11-23T08:00:00.000+01:00", broker.Received[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_Refused_ExitsOne()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.OnPublish = (args, _) => args.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;

        Assert.Equal(1, await RunAsync(broker, "replay", Write("p,2020-05-01T08:00:00,glucose,5.8,mmol/L")));
        Assert.Contains("puback 0x87   1", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_NobodyListens_ExitsOneAndSaysWhy()
    {
        Assert.Equal(1, await RunAsync("replay", Write("p,2020-05-01T08:00:00,glucose,5.8,mmol/L"), "--port", "1", "--give-up", "0.2"));
        Assert.Contains("not reachable", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("replay")]
    [InlineData("replay does-not-exist.csv")]
    [InlineData("replay {trace} --speed -3")]
    [InlineData("replay {trace} --speed fast")]
    [InlineData("replay {trace} --zone Mars/Olympus")]
    [InlineData("replay {trace} --shift-to 2026-11-23")]
    [InlineData("replay {trace} --port 99999")]
    [InlineData("replay {trace} --device-prefix a/b")]
    [InlineData("run --devices 0")]
    [InlineData("run --rate 0")]
    [InlineData("run --speed x")]
    [InlineData("run --fail-p99 20")]
    [InlineData("run --scenario gout")]
    [InlineData("run --scenario all --speed 31")]
    [InlineData("run --scenario all --rate 5")]
    [InlineData("run --fault gremlins=5%")]
    [InlineData("load --rate 0")]
    [InlineData("load --rate 10 --duration 5 --ramp 5")]
    [InlineData("load --rate 10 --duration 5 --spike 20:2@4")]
    [InlineData("load --profile 5:x")]
    [InlineData("load --connections none")]
    [InlineData("load --qos 2")]
    [InlineData("load --mqtt 4")]
    [InlineData("load --format xml")]
    [InlineData("load --format gatt")]
    [InlineData("load --batch 0")]
    [InlineData("load --fail-rate 99")]
    [InlineData("load --device-prefix a/b")]
    [InlineData("load --find-max --qos 0")]
    [InlineData("load --tls-ca does-not-exist.pem")]
    [InlineData("load --token-file does-not-exist")]
    [InlineData("load --url localhost --token x")]
    [InlineData("report")]
    [InlineData("seed --devices 3")]
    [InlineData("purge")]
    public async Task Run_WrongUsage_ExitsTwoAndSaysWhy(string arguments)
    {
        var trace = Write("p,2020-05-01T08:00:00,glucose,5.8,mmol/L");

        Assert.Equal(2, await RunAsync(arguments.Replace("{trace}", trace, StringComparison.Ordinal).Split(' ')));
        Assert.NotEmpty(_error.ToString());
    }

    [Fact]
    public async Task Replay_SubjectsThatBecomeOneDevice_ExitsTwo()
    {
        Assert.Equal(2, await RunAsync("replay", Write("p#1,2020-05-01T08:00:00,glucose,5.8,mmol/L", "p+1,2020-05-01T08:00:00,glucose,5.9,mmol/L")));
        Assert.Contains("p#1 and p+1", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AtARate_PublishesOnScheduleAndCountsAlerts()
    {
        await using var broker = await TestBroker.StartAsync();

        var run = RunAsync(broker, "run", "--devices", "20", "--rate", "200", "--duration", "1", "--connections", "2", "--json", "--quiet");
        await broker.WaitForAsync(m => m.Count > 20);
        var now = TimeProvider.System.GetUtcNow().ToString("o", CultureInfo.InvariantCulture);
        var alert = $$"""{ "id": "a1", "device": "sim-0001-cgm", "raised": "{{now}}", "readingTime": "{{now}}" }""";
        await broker.PublishAsync("rpm/v1/alerts/sim-0001/a1", alert);
        await broker.PublishAsync("rpm/v1/alerts/sim-0001/a1", alert);

        Assert.Equal(0, await run);
        using var json = JsonDocument.Parse(_output.ToString());
        var publish = json.RootElement.GetProperty("publish");
        Assert.Equal(200, publish.GetProperty("acknowledged").GetInt64());
        Assert.Equal(1, json.RootElement.GetProperty("alerts").GetProperty("raised").GetInt64());
        Assert.Equal(20, broker.Received.Where(m => m.Topic.Contains("/up/", StringComparison.Ordinal)).Select(m => m.Topic).Distinct().Count());
    }

    [Fact]
    [Trait("Control", "C-185")]
    public async Task Load_Gatt_IsRefusedWithoutUnmarkedAndSaysWhy()
    {
        Assert.Equal(2, await RunAsync("load", "--format", "gatt"));
        Assert.Contains("look like a patient's", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Control", "C-189")]
    public async Task Run_ScenarioWithAnAlertThatNobodyExpects_ExitsThreeAndNamesIt()
    {
        await using var broker = await TestBroker.StartAsync();

        var run = RunAsync(broker, "run", "--devices", "4", "--scenario", "sensor-falling-off", "--speed", "30", "--duration", "3", "--quiet");
        await broker.WaitForAsync(m => m.Any(p => p.Topic.Contains("/sim-sensor-falling-off", StringComparison.Ordinal)));
        var now = TimeProvider.System.GetUtcNow().ToString("o", CultureInfo.InvariantCulture);
        await broker.PublishAsync(
            "rpm/v1/alerts/sim/a1",
            $$"""{ "id": "a1", "device": "sim-sensor-falling-off-pulse-oximetry", "pack": "oximetry", "rule": "spo2-low", "priority": "high", "state": "active", "raised": "{{now}}", "readingTime": "{{now}}" }""");

        Assert.Equal(3, await run);
        Assert.Contains("FALSE    sim-sensor-falling-off-pulse-oximetry oximetry/spo2-low high", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("PENDING  sim-sensor-falling-off-pulse-oximetry oximetry/sensor-off low", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_Secrets_AreNotInTheReport()
    {
        await using var broker = await TestBroker.StartAsync();

        Assert.Equal(0, await RunAsync(broker, "load", "--rate", "50", "--duration", "0.2", "--probes", "0", "--password", "geheim", "--username", "u", "--seed", "4", "--quiet"));
        Assert.Contains("--password *** --username u --seed 4", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_EngineThatDoesNotAnswer_ExitsOneAndSaysWhy()
    {
        await using var broker = await TestBroker.StartAsync();

        Assert.Equal(1, await RunAsync(broker, "load", "--duration", "0.2", "--url", "http://127.0.0.1:1", "--token", "x"));
        Assert.Contains("does not answer", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_P99AboveTheThreshold_ExitsThree()
    {
        await using var broker = await TestBroker.StartAsync();

        Assert.Equal(3, await RunAsync(broker, "run", "--rate", "50", "--duration", "0.3", "--fail-p99", "0.001ms", "--quiet"));
    }

    [Fact]
    public async Task Run_Interrupted_DrainsAndExits130()
    {
        await using var broker = await TestBroker.StartAsync();
        using var interrupt = new CancellationTokenSource();

        var run = RunUntilAsync(["run", "--rate", "100", "--json", "--quiet", "--port", $"{broker.Address.Port}"], interrupt.Token);
        await broker.WaitForAsync(m => m.Count > 5);
        await interrupt.CancelAsync();

        Assert.Equal(130, await run);
        using var json = JsonDocument.Parse(_output.ToString());
        var publish = json.RootElement.GetProperty("publish");
        Assert.Equal(publish.GetProperty("frames").GetInt64(), publish.GetProperty("acknowledged").GetInt64());
        Assert.True(json.RootElement.GetProperty("interrupted").GetBoolean());
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    private string Write(params string[] lines)
    {
        var path = Path.Combine(_folder, "trace.csv");
        File.WriteAllText(path, Trace.Text(lines));
        return path;
    }

    private Task<int> RunAsync(TestBroker broker, params string[] args) => RunAsync([.. args, "--port", $"{broker.Address.Port}"]);

    private Task<int> RunAsync(params string[] args) => RunUntilAsync(args, TestContext.Current.CancellationToken);

    private Task<int> RunUntilAsync(string[] args, CancellationToken cancel) => Simulator.RunAsync(args, _output, _error, TimeProvider.System, null, cancel);
}
