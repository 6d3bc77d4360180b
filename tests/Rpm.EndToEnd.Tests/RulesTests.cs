using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>Explaining alerts and replaying what is stored, against a running engine and against its data directory alone.</summary>
public class RulesTests
{
    [Fact, Trait("Control", "C-164"), Trait("Control", "C-162")]
    public async Task ExplainAndReplay_RunningEngineAndDataDirectory_SayTheSame()
    {
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p1", "cgm-1");
        await engine.SendAsync(HttpMethod.Put, "/api/v1/patients/p1/limits/cgm/urgentLow", """{"value":"60 mg/dL","reason":"falls","by":"doctor"}""");
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-25);
        await PostAsync(engine, start, 100, 58, 57, 75, 76);
        await engine.SettledAsync();
        var alert = Assert.Single((await engine.GetAsync("/api/v1/alerts?state=all")).EnumerateArray(), a => a.GetProperty("rule").GetString() == "urgent-low");
        var id = alert.GetProperty("id").GetString()!;

        var explanation = await engine.GetAsync($"/api/v1/alerts/{id}/explanation");
        Assert.True(explanation.GetProperty("agrees").GetBoolean(), explanation.ToString());
        var limit = Assert.Single(explanation.GetProperty("limits").EnumerateArray());
        Assert.Equal(("urgentLow", "60 mg/dL", "patient"), (limit.GetProperty("parameter").GetString(), limit.GetProperty("value").GetString(), limit.GetProperty("origin").GetString()));
        Assert.Equal(
            ["raised", "resolved-by-condition"],
            explanation.GetProperty("readings").EnumerateArray().SelectMany(r => r.GetProperty("changes").EnumerateArray()).Select(c => c.GetString()!));
        using var unknown = await engine.Http.GetAsync("/api/v1/alerts/nothing/explanation");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        var (from, to) = (Time(start.AddHours(-1)), Time(start.AddHours(1)));
        var running = await CommandAsync(engine, "rules", "explain", id);
        var replayed = await CommandAsync(engine, "rules", "replay", "--from", from, "--to", to, "--json");
        Assert.Equal(0, await engine.StopAsync());
        var stopped = await CommandAsync(engine, "rules", "explain", id);
        var again = await CommandAsync(engine, "rules", "replay", "--from", from, "--to", to, "--patient", "p1");

        Assert.Equal((0, 0), (running.Code, stopped.Code));
        Assert.Contains("the patient's own, set to 60 mg/dL by doctor", running.Output, StringComparison.Ordinal);
        Assert.Contains("it is the stored alert.", running.Output, StringComparison.Ordinal);
        Assert.Equal(running.Output, stopped.Output);
        Assert.True(replayed.Code == 0, replayed.Output);
        var answer = JsonDocument.Parse(replayed.Output).RootElement;
        Assert.Equal((1, 5), (answer.GetProperty("patients").GetInt32(), answer.GetProperty("readings").GetInt32()));
        Assert.Equal(["urgent-low"], answer.GetProperty("alerts").EnumerateArray().Where(a => a.GetProperty("class").GetString() == "physiological").Select(a => a.GetProperty("rule").GetString()!));
        Assert.True(again.Code == 0, again.Output);
        Assert.Contains("5 readings of 1 patients", again.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await CommandAsync(engine, "rules", "explain", "nothing")).Code);
        await engine.RestartAsync();
    }

    private static Task<(int Code, string Output)> CommandAsync(Engine engine, params string[] line) => Tool.RunAsync(
        "dotnet",
        [
            Engine.Assembly, .. line, $"--Rpm:DataDirectory={Path.Combine(engine.Folder, "data")}", $"--Rpm:Http:Port={engine.HttpPort.ToString(CultureInfo.InvariantCulture)}",
            $"--Rpm:Security:AdminToken={Engine.AdminToken}", $"--Rpm:Mqtt:Port={engine.MqttPort.ToString(CultureInfo.InvariantCulture)}",
        ]);

    private static async Task PostAsync(Engine engine, DateTimeOffset start, params int[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var json = $$"""[{"device":"cgm-1","kind":"cgm","time":"{{Time(start.AddMinutes(5 * i))}}","glucose":{{values[i]}},"unit":"mg/dL"}]""";
            using var body = new StringContent(json, Encoding.UTF8, "application/json");
            (await engine.Http.PostAsync("/api/v1/readings", body)).EnsureSuccessStatusCode();
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
