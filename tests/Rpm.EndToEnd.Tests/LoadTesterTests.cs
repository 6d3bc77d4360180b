namespace Rpm.EndToEnd.Tests;

/// <summary>The load tester against the real engine, as an operations team uses it.</summary>
public sealed class LoadTesterTests
{
    [Fact]
    [Trait("Control", "C-185")]
    [Trait("Control", "C-188")]
    public async Task Load_EveryFormatVersionAndQos_IsCommittedAndAddsUp()
    {
        await using var engine = await Engine.StartAsync(Trying);
        foreach (var format in new[] { "json", "batch", "senml", "gatt" })
        {
            foreach (var (mqtt, qos) in new[] { ("5", "1"), ("3.1.1", "1"), ("5", "0"), ("3.1.1", "0") })
            {
                var (code, report, error) = await LoadTester.RunAsync(
                    engine, "load", "--rate", "400", "--duration", "0.5", "--devices", "40", "--connections", "4", "--batch", "5", "--probes", "0", "--format", format, "--mqtt", mqtt, "--qos", qos,
                    "--device-prefix", $"{format}-{mqtt}-{qos}-", "--unmarked");
                var (publish, account) = (report.GetProperty("publish"), report.GetProperty("engine"));
                var what = $"{format}, MQTT {mqtt}, QoS {qos}: {error} {publish.GetRawText()} {account.GetRawText()}";

                Assert.True(code == 0, what);
                Assert.True(publish.GetProperty("readings").GetInt64() == 200, what);
                Assert.True(publish.GetProperty("acknowledgedReadings").GetInt64() == (qos == "0" ? 0 : 200), what);
                // A Bluetooth value has no id: two alike in one second are one reading.
                Assert.True(account.GetProperty("received").GetInt64() == 200 && account.GetProperty("quarantined").GetInt64() == 0, what);
                Assert.True(format == "gatt" || account.GetProperty("committed").GetInt64() == 200, what);
                Assert.True(account.GetProperty("holds").GetBoolean(), what);
            }
        }
    }

    [Fact]
    [Trait("Control", "C-188")]
    public async Task Load_EveryFault_AddsUpWithWhatTheEngineCounted()
    {
        await using var engine = await Engine.StartAsync(Trying);
        var (code, report, error) = await LoadTester.RunAsync(
            engine, "load", "--rate", "400", "--duration", "3", "--devices", "60", "--connections", "6", "--probes", "2", "--keep-alive", "1",
            "--fault", "drop=2%,duplicate=5%,delay=3%:500ms,reorder=5%:5,garbage=2%,skew=10%:-40s,outage=30%:700ms@500ms,storm=40%:1200ms,half-open=20%@300ms,slow=20%:5000");

        var (faults, publish, account) = (report.GetProperty("faults"), report.GetProperty("publish"), report.GetProperty("engine"));
        long Fault(string name) => faults.TryGetProperty(name, out var count) ? count.GetInt64() : 0;
        var what = $"{error} {faults.GetRawText()} {publish.GetRawText()} {account.GetRawText()}";
        Assert.True(code == 0, what);
        Assert.All(new[] { "drop", "duplicate", "delay", "reorder", "garbage", "skew", "outage", "storm", "half-open", "slow" }, f => Assert.True(Fault(f) > 0, $"{f}: {what}"));
        var probes = publish.GetProperty("frames").GetInt64() - (1200 - Fault("drop") + Fault("duplicate"));
        Assert.InRange(probes, 2, 4);
        Assert.Equal(publish.GetProperty("frames").GetInt64(), publish.GetProperty("acknowledged").GetInt64());
        // Every message once, but those that were sent again after a connection was lost may have come twice.
        Assert.InRange(account.GetProperty("received").GetInt64() - publish.GetProperty("acknowledged").GetInt64(), 0, publish.GetProperty("resent").GetInt64());
        Assert.InRange(account.GetProperty("quarantined").GetInt64() - Fault("garbage"), 0, publish.GetProperty("resent").GetInt64() + Fault("duplicate"));
        Assert.True(account.GetProperty("duplicate").GetInt64() > 0 && account.GetProperty("holds").GetBoolean(), what);
    }

    [Fact]
    [Trait("Control", "C-187")]
    public async Task SeedAndPurge_BesideRealPatients_LeaveThemAlone()
    {
        await using var engine = await Engine.StartAsync(new() { ["AllowTest"] = "true" });
        await engine.EnrolAsync("sim-0003", "real-cuff");
        await engine.SendAsync(HttpMethod.Put, "/api/v1/patients/sim-0003", """{"timeZone":"Europe/Berlin","mrn":"4711","name":"A real person"}""");

        // One of the ward's ids is a real patient's: nothing is changed.
        var refused = await LoadTester.RunAsync(engine, "seed", "--devices", "12");
        Assert.Equal(1, refused.Code);
        Assert.Contains("sim-0003", refused.Error, StringComparison.Ordinal);
        Assert.Single((await engine.GetAsync("/api/v1/patients")).GetProperty("patients").EnumerateArray());

        var seeded = await LoadTester.RunAsync(engine, "seed", "--devices", "12", "--device-prefix", "sim-w-");
        Assert.True(seeded.Code == 0, seeded.Error);
        var (code, report, error) = await LoadTester.RunAsync(engine, "load", "--devices", "12", "--device-prefix", "sim-w-", "--rate", "200", "--duration", "0.5", "--probes", "3");
        Assert.True(code == 0, error);
        Assert.True(report.GetProperty("engine").GetProperty("quarantined").GetInt64() == 0, report.GetProperty("engine").GetRawText());
        Assert.True((await engine.GetAsync("/api/v1/patients")).GetProperty("patients").GetArrayLength() > 10);

        // The prefix fits the real patient too.
        var purged = await LoadTester.RunAsync(engine, "purge", "--device-prefix", "sim-");
        Assert.True(purged.Code == 0, purged.Error);
        var left = Assert.Single((await engine.GetAsync("/api/v1/patients")).GetProperty("patients").EnumerateArray());
        Assert.Equal("A real person", left.GetProperty("name").GetString());

        // And again: an erased id is gone for good, the ward comes back under another.
        Assert.Equal(0, (await LoadTester.RunAsync(engine, "seed", "--devices", "12", "--device-prefix", "sim-w-")).Code);
        (code, report, error) = await LoadTester.RunAsync(engine, "load", "--devices", "12", "--device-prefix", "sim-w-", "--rate", "200", "--duration", "0.5", "--probes", "0");
        Assert.True(code == 0 && report.GetProperty("engine").GetProperty("quarantined").GetInt64() == 0, $"{error} {report.GetRawText()}");
    }

    [Fact]
    public async Task Load_Mosquitto_TakesEveryFormatVersionAndQos()
    {
        await using var broker = await Mosquitto.StartAsync("set_tcp_nodelay true\n");
        foreach (var format in new[] { "json", "batch", "senml", "gatt" })
        {
            foreach (var (mqtt, qos) in new[] { ("5", "1"), ("3.1.1", "1"), ("5", "0"), ("3.1.1", "0") })
            {
                var (code, report, error) = await LoadTester.RunAsync(
                    broker.Port, "load", "--rate", "1000", "--duration", "0.3", "--devices", "40", "--connections", "each", "--batch", "1", "--probes", "0", "--format", format, "--mqtt", mqtt,
                    "--qos", qos, "--unmarked");

                Assert.True(code == 0, $"{format}, MQTT {mqtt}, QoS {qos}: {error}");
                Assert.Equal((300, qos == "0" ? 0 : 300, 40), (
                    report.GetProperty("publish").GetProperty("frames").GetInt64(), report.GetProperty("publish").GetProperty("acknowledged").GetInt64(),
                    report.GetProperty("target").GetProperty("connections").GetInt32()));
            }
        }
    }

    [Fact]
    public async Task Load_MosquittoWithTls_NeedsItsAuthority()
    {
        using var tls = new Certificates();
        await using var broker = await Mosquitto.StartAsync("", $"certfile {tls.Certificate}\nkeyfile {tls.Key}");

        var trusted = await LoadTester.RunAsync(broker.Port, "load", "--host", "localhost", "--rate", "500", "--duration", "0.3", "--probes", "0", "--connections", "3", "--tls-ca", tls.Certificate);
        Assert.True(trusted.Code == 0, trusted.Error);
        Assert.Equal(150, trusted.Report.GetProperty("publish").GetProperty("acknowledged").GetInt64());
        var untrusted = await LoadTester.RunAsync(broker.Port, "load", "--host", "localhost", "--rate", "500", "--duration", "0.3", "--probes", "0", "--tls");
        Assert.Equal(1, untrusted.Code);
        Assert.Contains("certificate", untrusted.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindMax_Mosquitto_FindsARateBelowTheCeiling()
    {
        await using var broker = await Mosquitto.StartAsync("set_tcp_nodelay true\n");
        var (code, report, error) = await LoadTester.RunAsync(broker.Port, "load", "--find-max", "--duration", "0.4", "--fail-p99", "5s", "--connections", "4");

        Assert.True(code == 0, error);
        Assert.InRange(report.GetProperty("rate").GetDouble(), 100, report.GetProperty("ceiling").GetDouble() * 1.1);
        Assert.NotEmpty(report.GetProperty("trials").EnumerateArray());
    }

    private static Dictionary<string, string> Trying => new() { ["AllowTest"] = "true", ["Registry:AutoEnrol"] = "true" };
}
