using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Rpm.Browser.Tests;

/// <summary>What open tabs cost the engine: the numbers of docs/page.md. A measurement, made when asked for; as a test it skips.</summary>
public sealed class ManyTabsTests
{
    private const int Patients = 1000, Alerts = 200, Tabs = 25, Seconds = 30;

    [Fact]
    public async Task TwentyFiveTabs_AThousandPatients_OneUpdateASecond()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("RPM_MEASURE") is null, "Set RPM_MEASURE to measure.");
        await using var engine = await Engine.StartAsync();
        var yaml = new StringBuilder("patients:\n");
        for (var i = 0; i < Patients; i++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: m{i}, name: Patient {i} }}\n");
        }

        yaml.Append("devices:\n");
        for (var i = 0; i < Patients; i++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: c{i}, kind: cgm }}\n");
        }

        yaml.Append("enrolments:\n");
        for (var i = 0; i < Patients; i++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: e{i}, patient: m{i}, device: c{i} }}\n");
        }

        using (var file = new StringContent(yaml.ToString(), Encoding.UTF8, "application/yaml"))
        {
            using var answer = await engine.Http.PostAsync("/api/v1/registry", file);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        await PostAsync(engine, Patients, i => i < Alerts ? 45 : 110);
        await Eventually.TrueAsync(async () => (await engine.GetAsync("/api/v1/alerts?state=active&take=1000")).GetArrayLength() >= Alerts, TimeSpan.FromSeconds(60), () => "alerts");
        using var process = Process.GetProcessById(engine.ProcessId);
        var (idleCpu, idleMemory) = await MeasureAsync(engine, process);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Mosquitto.Find("chromium", "chromium"), Args = ["--no-sandbox"] });
        var first = await Ward.OpenAsync(browser, engine.Http.BaseAddress!, "N. Park", "/", null);
        var html = (await first.ContentAsync()).Length;
        for (var i = 1; i < Tabs; i++)
        {
            var tab = await first.Context.NewPageAsync();
            await tab.GotoAsync(engine.Http.BaseAddress!.ToString());
            await Ward.LiveAsync(tab);
        }

        var (cpu, memory) = await MeasureAsync(engine, process);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Tabs} tabs: {cpu:F1} % of a core (without: {idleCpu:F1} %), {memory / 1e6:F0} MB (without: {idleMemory / 1e6:F0} MB); DOM of the list {html / 1024} KB"));
    }

    private static async Task<(double Cpu, long Memory)> MeasureAsync(Engine engine, Process process)
    {
        process.Refresh();
        var (before, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var i = 0; i < Seconds && await timer.WaitForNextTickAsync(); i++)
        {
            await PostAsync(engine, Alerts, p => 40 + ((p + i) % 10));
        }

        process.Refresh();
        return (100 * (process.TotalProcessorTime - before) / clock.Elapsed, process.WorkingSet64);
    }

    private static async Task PostAsync(Engine engine, int count, Func<int, int> value)
    {
        var time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        using var content = new StringContent(
            "[" + string.Join(',', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"device":"c{{i}}","kind":"cgm","time":"{{time}}","glucose":{{value(i)}},"unit":"mg/dL"}"""))) + "]",
            Encoding.UTF8, "application/json");
        using var answer = await engine.Http.PostAsync("/api/v1/readings", content);
        Assert.True(answer.IsSuccessStatusCode);
    }
}
