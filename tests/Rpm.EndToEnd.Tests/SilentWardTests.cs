using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>A ward whose devices fall silent together, one that falls silent alone, and their coming back.</summary>
public sealed class SilentWardTests : IDisposable
{
    private const string Pack = """
        id: ward
        version: 1.0.0
        title: Ward
        source: Test
        cohorts: [everyone]
        rules:
          - id: signal-loss
            title: No heart rate
            when: silent(heart-rate) > 10 s
            class: technical
            priority: low
            source: Test
        """;

    private static readonly string[] Ward = [.. Enumerable.Range(0, 30).Select(i => $"bed-{i:00}")];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _rules = Path.Combine(Directory.CreateTempSubdirectory("rpm-ward-").FullName, "ward.yaml");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_rules)!, recursive: true);

    [Fact, Trait("Control", "C-90"), Trait("Control", "C-92")]
    public async Task Ward_StopsAtOnce_IsOneAlertAndOneDeviceAloneIsItsOwn()
    {
        await File.WriteAllTextAsync(_rules, Pack);
        await using var engine = await Engine.StartAsync(new() { ["Registry:AutoEnrol"] = "true", ["Rules:Path"] = _rules });
        await using var watcher = new AlertWatcher(engine.MqttPort);
        await Eventually.TrueAsync(() => watcher.Connections == 1, "the watcher listens");

        // One device stops while the ward goes on.
        await SendAsync(engine, ["solo"]);
        await SendWhileAsync(engine, Ward, () => Newest(watcher).ContainsKey("solo"), "the one that stopped is told by itself");
        var solo = Assert.Single(Newest(watcher));
        Assert.Equal(("solo", "signal-loss"), (solo.Key, Text(solo.Value, "rule")));

        // Then all stop, and the engine is killed while it holds them back.
        await engine.KillAsync();
        await engine.RestartAsync();
        await SendAsync(engine, Ward);
        await Eventually.TrueAsync(() => Newest(watcher).ContainsKey("@engine"), "the ward is told as one", Patience);
        Assert.Equal(["@engine", "solo"], Newest(watcher).Keys.Order(StringComparer.Ordinal));
        var group = Newest(watcher)["@engine"];
        Assert.Equal(
            ("30 devices silent", "technical", "low", "active"), (Text(group, "title"), Text(group, "class"), Text(group, "priority"), Text(group, "state")));
        Assert.Equal(Ward, group.GetProperty("members").EnumerateArray().Select(m => Text(m, "device")).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await engine.GetAsync("/api/v1/alerts")).GetArrayLength());
        Assert.Equal(Text(group, "id"), Text(Assert.Single((await engine.GetAsync("/api/v1/alerts?patient=bed-07")).EnumerateArray()), "id"));

        // They come back one by one, and are listed as heard.
        await SendWhileAsync(engine, Ward[..10], () => Heard(Newest(watcher)["@engine"]) == 10, "ten are heard");
        Assert.Equal("20 devices silent", Text(Newest(watcher)["@engine"], "title"));

        // A person acknowledges; that goes for those heard again too, so that nothing of theirs stays open.
        await engine.SendAsync(HttpMethod.Post, $"/api/v1/alerts/{Text(group, "id")}/acknowledge", """{"by":"nurse"}""");
        await SendWhileAsync(engine, Ward[..28], () => Text(Newest(watcher)["@engine"], "state") == "resolved", "the group resolves");

        // The two that are left are told by themselves, acknowledged as they are, their logs whole.
        await Eventually.TrueAsync(() => Newest(watcher).ContainsKey("bed-28") && Newest(watcher).ContainsKey("bed-29"), "the last two are told");
        await SendWhileAsync(engine, [.. Ward, "solo"], () => Newest(watcher).Where(a => a.Key != "@engine").All(a => Text(a.Value, "state") == "resolved"), "all are heard");
        Assert.Equal(["@engine", "bed-28", "bed-29", "solo"], Newest(watcher).Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1, 2, 3], Newest(watcher)["bed-28"].GetProperty("history").EnumerateArray().Select(h => h.GetProperty("version").GetInt32()));
        Assert.Equal("solo", Text(Assert.Single((await engine.GetAsync("/api/v1/alerts")).EnumerateArray()), "patient"));
        await engine.SettledAsync();
    }

    private static int Heard(JsonElement group) => group.GetProperty("members").EnumerateArray().Count(m => m.GetProperty("heard").ValueKind != JsonValueKind.Null);

    /// <summary>The newest document of each patient.</summary>
    private static Dictionary<string, JsonElement> Newest(AlertWatcher watcher)
    {
        var newest = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (_, _, document) in watcher.Documents)
        {
            var alert = JsonDocument.Parse(document).RootElement;
            newest[Text(alert, "patient")] = alert;
        }

        return newest;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    /// <summary>Every device sends every two seconds until something is seen.</summary>
    private static async Task SendWhileAsync(Engine engine, string[] devices, Func<bool> until, string what)
    {
        var sent = 0L;
        await Eventually.TrueAsync(
            async () =>
            {
                if (sent == 0 || Stopwatch.GetElapsedTime(sent) > TimeSpan.FromSeconds(2))
                {
                    sent = Stopwatch.GetTimestamp();
                    await SendAsync(engine, devices);
                }

                return until();
            },
            Patience, () => $"{what}\n{engine.Output}");
    }

    private static async Task SendAsync(Engine engine, string[] devices)
    {
        var now = TimeProvider.System.GetUtcNow();
        var batch = string.Join(',', devices.Select(d => string.Create(
            CultureInfo.InvariantCulture, $$"""{"device":"{{d}}","kind":"heart-rate","time":"{{now:O}}","heartRate":70}""")));
        await engine.SendAsync(HttpMethod.Post, "/api/v1/readings", $"[{batch}]");
    }
}
