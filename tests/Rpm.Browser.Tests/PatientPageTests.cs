using System.Globalization;
using System.Net;
using System.Text;
using Deque.AxeCore.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rpm.Browser.Tests;

/// <summary>The page of a patient as a clinician uses it.</summary>
[Collection(nameof(Ward))]
public sealed class PatientPageTests(Ward ward)
{
    [Fact]
    [Trait("Control", "C-180")]
    public async Task ADayAFortnightAndAMonth_AreDrawn_WithTheLowestValueAndTheGap()
    {
        var patient = await MonthAsync();
        var page = await ward.OpenAsync("N. Park", $"/patients/{patient}");
        foreach (var (range, least) in new[] { ("24h", 250), ("14d", 300), ("30d", 300) })
        {
            await page.Locator($".ranges a[href$='range={range}']").ClickAsync();
            await Expect(page.Locator($".patient[data-loaded='{range}']")).ToBeVisibleAsync();
            var chart = page.Locator("#chart-glucose svg");
            var points = (await chart.GetAttributeAsync("data-chart"))!.Split(';');
            Assert.InRange(points.Length, least, 600);
            if (range != "24h")
            {
                // One reading of 44 mg/dL nine days ago, and half a day without readings after it.
                Assert.Contains(points, p => p.Split(',')[2].StartsWith("44", StringComparison.Ordinal));
                Assert.True(await chart.Locator("path.line").CountAsync() >= 2);
            }
        }

        await Expect(page.Locator(".share-list")).ToContainTextAsync("In range");
        await Expect(page.Locator("#chart-time-of-day svg")).ToBeVisibleAsync();
        await page.Locator("#chart-glucose svg").HoverAsync();
        await Expect(page.Locator("#chart-glucose .hover-value")).ToContainTextAsync("mg/dL");
        await Expect(page.Locator("#chart-glucose .hover-time")).Not.ToBeEmptyAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 375)]
    public async Task Page_HasNoAxeViolation_AndDoesNotScrollSideways(ColorScheme scheme, int width)
    {
        var patient = await MonthAsync();
        await ward.GlucoseAsync(patient, 45);
        var options = new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 }, TimezoneId = "America/New_York" };
        var page = await ward.OpenAsync("N. Park", $"/patients/{patient}?range=14d", options);
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                faults.Add(message.Text);
            }
        };
        await Expect(page.Locator(".zone-note")).ToContainTextAsync("America/New_York");
        await page.Locator(".readings summary").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Not this patient" }).First.ClickAsync();
        await Expect(page.Locator(".confirm")).ToBeVisibleAsync();
        await page.Locator(".limit-pack summary").First.ClickAsync();
        await page.Locator(".alert-item summary").First.ClickAsync();

        var axe = await page.RunAxe();

        faults.AddRange(axe.Violations.Select(v => $"{v.Id} {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
        Assert.Empty(faults);
        Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width, "It scrolls sideways.");
        var served = await page.Context.APIRequest.GetAsync(new Uri(ward.Address, $"/patients/{patient}?range=14d").ToString());
        Assert.DoesNotContain("style=", await served.TextAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    [Trait("Control", "C-183")]
    public async Task ALimit_IsPreviewedAndSet_AndStandsInTheHistory()
    {
        var patient = await MonthAsync();
        var page = await ward.OpenAsync("N. Park", $"/patients/{patient}");
        var row = page.Locator("[data-limit='cgm/high']");
        await page.Locator(".limit-pack").Filter(new() { Has = row }).Locator("summary").ClickAsync();
        await row.GetByRole(AriaRole.Button).First.ClickAsync();
        await row.Locator(".limit-value").FillAsync("200");
        await row.GetByRole(AriaRole.Button, new() { Name = "Preview 14 days" }).ClickAsync();
        await Expect(row.Locator(".preview")).ToContainTextAsync("would have raised");

        await row.Locator(".reason").FillAsync("pump change");
        await row.GetByRole(AriaRole.Button, new() { Name = "Set this limit" }).ClickAsync();

        await Expect(row.Locator(".confirm")).ToHaveCountAsync(0);
        await Expect(row).ToContainTextAsync("200 mg/dL");
        await page.Locator(".limit-history summary").ClickAsync();
        await Expect(page.Locator(".limit-history")).ToContainTextAsync("by N. Park: pump change");
        await page.Context.CloseAsync();
    }

    [Fact]
    [Trait("Control", "C-184")]
    public async Task AReading_IsExcluded_AndLeavesTheChart()
    {
        var patient = await ward.PatientAsync();
        await ward.GlucoseAsync(patient, 120);
        await ward.GlucoseAsync(patient, 399);
        var page = await ward.OpenAsync("N. Park", $"/patients/{patient}");
        await Expect(page.Locator("#chart-glucose .chart-note")).ToContainTextAsync("2 readings", new() { Timeout = 60_000 });
        await page.Locator(".readings summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Exclude this reading: 399 mg/dL" }).ClickAsync();
        await page.Locator(".confirm .reason").FillAsync("sensor was pressed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, exclude it" }).ClickAsync();

        // The series store follows the journal: the page shows it at its next look at the latest.
        await Expect(page.Locator("#chart-glucose .chart-note")).ToContainTextAsync("1 reading", new() { Timeout = 60_000 });
        await Expect(page.Locator("li.withdrawn")).ToContainTextAsync("excluded: sensor was pressed (N. Park)", new() { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }

    /// <summary>A month of a glucose sensor, with one very low reading and half a day without any.</summary>
    private async Task<string> MonthAsync()
    {
        var patient = await ward.PatientAsync();
        var now = TimeProvider.System.GetUtcNow();
        var rows = new List<string>();
        for (var minutes = 30 * 24 * 60; minutes > 2; minutes -= 5)
        {
            if (minutes is > 12_000 and < 12_720)
            {
                continue;
            }

            var time = (now - TimeSpan.FromMinutes(minutes)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            var value = minutes == 12_960 ? 44 : 130 + (int)(60 * Math.Sin(minutes / 180.0));
            rows.Add(string.Create(CultureInfo.InvariantCulture, $$"""{"device":"cgm-{{patient}}","kind":"cgm","time":"{{time}}","glucose":{{value}},"unit":"mg/dL"}"""));
        }

        foreach (var part in rows.Chunk(4000))
        {
            using var content = new StringContent($"[{string.Join(',', part)}]", Encoding.UTF8, "application/json");
            using var response = await ward.Engine.Http.PostAsync("/api/v1/readings", content);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        return patient;
    }
}
