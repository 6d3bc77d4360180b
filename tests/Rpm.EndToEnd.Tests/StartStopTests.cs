using System.Globalization;

namespace Rpm.EndToEnd.Tests;

/// <summary>Exit codes, refusals at start, and the orderly end.</summary>
public class StartStopTests
{
    [Fact]
    public async Task Start_WrongSettings_NamesEveryFaultWithItsKeyAndExitsWith2()
    {
        var (code, output) = await RunAsync(
            "--Rpm:Http:Port=99999", "--Rpm:Http:Maxbody=lots", "--Rpm:Mqtt:Mode=Telepathy", "--Rpm:Mqtt:TopicPrefix=a/#", "--Rpm:Readings:MaxAge=1s",
            "--Rpm:Rules:Path=/does/not/exist", "--Rpm:Security:AdminToken=short", "--Rpm:Influx:Url=ftp://x", "--Rpm:Fhir:Url=nowhere", "--Rpm:Journal:MaxSiz=4GiB");
        Assert.Equal(2, code);
        foreach (var key in new[]
        {
            "Rpm:Http:Port", "Rpm:Http:MaxBody", "Rpm:Mqtt:Mode", "Rpm:Mqtt:TopicPrefix", "Rpm:Readings:MaxAge", "Rpm:Rules:Path", "Rpm:Security:AdminToken",
            "Rpm:Influx:Url", "Rpm:Fhir:Url", "Rpm:Journal:MaxSiz",
        })
        {
            Assert.Contains($"  {key}", output, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact, Trait("Control", "C-71"), Trait("Control", "C-08")]
    public async Task Start_BeyondLoopbackWithoutTlsAndCredentials_IsRefusedAndNamesWhatIsMissing()
    {
        var (code, output) = await RunAsync("--Rpm:Http:Host=0.0.0.0", "--Rpm:Mqtt:Host=0.0.0.0");
        Assert.Equal(2, code);
        foreach (var key in new[] { "Rpm:Http:Tls:Certificate", "Rpm:Http:Tls:Key", "Rpm:Security:AdminToken", "Rpm:Mqtt:Tls:Certificate", "Rpm:Mqtt:Username" })
        {
            Assert.Contains($"  {key}: ", output, StringComparison.Ordinal);
        }
    }

    [Fact, Trait("Control", "C-62")]
    public async Task Start_DataOfANewerSchema_IsRefusedWith1AndLeftUntouched()
    {
        await using var engine = await Engine.StartAsync();
        Assert.Equal(0, await engine.StopAsync());
        var files = Directory.GetFiles(Path.Combine(engine.Folder, "data"), "*.db");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var before = await File.ReadAllBytesAsync(file);
            var newer = (byte[])before.Clone();
            newer[62] = 0x7F; // SQLite's user_version: four bytes at 60, the highest first
            await File.WriteAllBytesAsync(file, newer);
            var (code, output) = await RunAsync($"--Rpm:DataDirectory={Path.Combine(engine.Folder, "data")}");
            Assert.True(code == 1, $"{file}: {code}\n{output}");
            Assert.Contains($"{Path.GetFileName(file)} has schema version", output, StringComparison.Ordinal);
            Assert.Equal(newer, await File.ReadAllBytesAsync(file));
            await File.WriteAllBytesAsync(file, before);
        }

        await engine.RestartAsync();
    }

    [Fact, Trait("Control", "C-10"), Trait("Control", "C-11")]
    public async Task Terminate_UnderLoad_ExitsWith0AndEverythingAcknowledgedIsThereAfterwards()
    {
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync(CgmLoad.Patient(0), CgmLoad.Device(0));
        await engine.EnrolAsync(CgmLoad.Patient(1), CgmLoad.Device(1));
        await using var load = new CgmLoad(engine.MqttPort, 2, TimeProvider.System.GetUtcNow().AddMinutes(-10));
        load.Start();
        await Eventually.TrueAsync(() => load.Publisher.Counts.Acknowledged > 500, "load");
        // Connections that would stay: neither may hold up the end.
        await using var watcher = new AlertWatcher(engine.MqttPort);
        await Eventually.TrueAsync(() => watcher.Connections == 1, "a subscriber");
        using var stream = await engine.Http.GetAsync("/api/v1/alerts/stream", HttpCompletionOption.ResponseHeadersRead);

        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await engine.StopAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 20);
        Assert.DoesNotContain("[1201]", engine.Output, StringComparison.Ordinal);
        var acknowledged = load.Publisher.Counts.Acknowledged;
        await engine.RestartAsync();
        Assert.True((await engine.StatusAsync()).Committed >= acknowledged);
        await load.FinishAsync();
        await engine.SettledAsync();
        for (var i = 0; i < 2; i++)
        {
            var series = await engine.GetAsync($"/api/v1/patients/{CgmLoad.Patient(i)}/series?measure=glucose");
            Assert.Equal(load.SentOf(i), series.GetProperty("points").EnumerateArray().Select(p => new Sent(p.GetProperty("time").GetDateTimeOffset(), p.GetProperty("value").GetDouble())));
        }
    }

    [Fact, Trait("Control", "C-08"), Trait("Control", "C-71")]
    public async Task Tls_OnBothListenersBeyondLoopback_WorksWithTheCertificateAndTheRightCredentialsOnly()
    {
        using var certificates = new Certificates();
        await using var engine = await Engine.StartAsync(new()
        {
            ["Http:Host"] = "0.0.0.0",
            ["Http:Tls:Certificate"] = certificates.Certificate,
            ["Http:Tls:Key"] = certificates.Key,
            ["Mqtt:Host"] = "0.0.0.0",
            ["Mqtt:Tls:Certificate"] = certificates.Certificate,
            ["Mqtt:Tls:Key"] = certificates.Key,
            ["Mqtt:Username"] = "ward",
            ["Mqtt:Password"] = "a long password",
        });
        await engine.EnrolAsync("p1", "oxi-1");
        var payload = $$"""{"time":"{{TimeProvider.System.GetUtcNow():O}}","spo2":96,"pulse":66}""";
        string[] publish =
        [
            "-V", "5", "-q", "1", "-h", "localhost", "-p", engine.MqttPort.ToString(CultureInfo.InvariantCulture), "-t", "rpm/v1/up/oxi-1/pulse-oximetry", "-m", payload,
        ];
        Assert.NotEqual(0, (await Mosquitto.RunAsync("mosquitto_pub", [.. publish, "-u", "ward", "-P", "a long password"])).Exit);
        Assert.NotEqual(0, (await Mosquitto.RunAsync("mosquitto_pub", [.. publish, "--cafile", certificates.Certificate, "-u", "ward", "-P", "guessed"])).Exit);
        Assert.NotEqual(0, (await Mosquitto.RunAsync("mosquitto_pub", [.. publish, "--cafile", certificates.Certificate])).Exit);
        Assert.Equal(0, (await engine.StatusAsync()).Received);

        var (exit, output) = await Mosquitto.RunAsync("mosquitto_pub", [.. publish, "--cafile", certificates.Certificate, "-u", "ward", "-P", "a long password"]);
        Assert.True(exit == 0, output);
        Assert.Equal(1, (await engine.SettledAsync()).Committed);
        Assert.Equal("https", engine.Http.BaseAddress!.Scheme);
        using var plain = new HttpClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetAsync(new Uri($"http://127.0.0.1:{engine.HttpPort}/health/live")));
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("rpm-e2e-");
        try
        {
            string[] ports = [$"--Rpm:DataDirectory={folder.FullName}", $"--Rpm:Http:Port={Engine.FreePort()}", $"--Rpm:Mqtt:Port={Engine.FreePort()}"];
            return await Tool.RunAsync("dotnet", [Engine.Assembly, .. ports, .. arguments]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
