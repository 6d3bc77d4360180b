using static Microsoft.Playwright.Assertions;

namespace Rpm.Browser.Tests;

/// <summary>What a shift does beside acknowledging one alert.</summary>
[Collection(nameof(Ward))]
public sealed class ShiftTests(Ward ward)
{
    [Fact]
    [Trait("Control", "C-170")]
    public async Task Bulk_AcknowledgesWhatIsChosen_WithNote_InEachHistory()
    {
        var (a, b) = (await ward.PatientAsync("Bulk One"), await ward.PatientAsync("Bulk Two"));
        await ward.GlucoseAsync(a, 45);
        await ward.GlucoseAsync(b, 46);
        var page = await ward.OpenAsync("N. Park", "/?show=everyone&q=Bulk");
        await Ward.Row(page, a).GetByRole(AriaRole.Checkbox).ClickAsync();
        await Ward.Row(page, b).GetByRole(AriaRole.Checkbox).ClickAsync();
        var bulk = page.GetByRole(AriaRole.Group, new() { Name = "Chosen patients" });
        await bulk.GetByRole(AriaRole.Button, new() { Name = "Acknowledge all" }).ClickAsync();
        await Expect(page.Locator(".answer").First).ToContainTextAsync("Not done: Bulk");
        await bulk.GetByLabel("Note").FillAsync("All fed");
        await bulk.GetByRole(AriaRole.Button, new() { Name = "Acknowledge all" }).ClickAsync();
        await Expect(page.Locator(".answer").First).ToContainTextAsync("Done for 2.");

        foreach (var patient in new[] { a, b })
        {
            var alert = (await ward.Engine.GetAsync($"/api/v1/alerts?state=all&patient={patient}")).EnumerateArray().Single(x => x.GetProperty("priority").GetString() == "high");
            var last = alert.GetProperty("history").EnumerateArray().Last();
            Assert.Equal(("acknowledged", "N. Park", "All fed"), (last.GetProperty("change").GetString(), last.GetProperty("by").GetString(), last.GetProperty("note").GetString()));
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    [Trait("Control", "C-75")]
    public async Task PauseHandoverAndPanel_AreThereForTheNext()
    {
        var patient = await ward.PatientAsync("Shift Patient");
        await ward.GlucoseAsync(patient, 120);
        var page = await ward.OpenAsync("N. Park", "/?show=everyone&q=Shift");
        await Ward.Row(page, patient).GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByLabel("on my panel").ClickAsync();
        await page.Locator(".detail summary", new() { HasText = "Pause monitoring" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        await Expect(page.Locator(".detail .answer")).ToContainTextAsync("need a reason");
        await page.Locator(".detail").GetByLabel("Reason").FillAsync("in theatre");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        await Expect(Ward.Row(page, patient).Locator(".state")).ToContainTextAsync("paused until");
        await page.Locator(".handover summary").ClickAsync();
        await page.Locator(".handover textarea").FillAsync("Sensor in bay 3 is being changed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write it down" }).ClickAsync();
        await Expect(page.Locator(".handover .history")).ToContainTextAsync("N. Park: Sensor in bay 3 is being changed");
        await page.Context.CloseAsync();

        var next = await ward.OpenAsync("A. Boyd", "/?show=everyone&q=Shift");
        await Expect(next.Locator(".handover summary")).ToContainTextAsync("Handover: N. Park");
        await Expect(Ward.Row(next, patient).Locator(".state")).ToContainTextAsync("paused until");
        await Expect(next.GetByRole(AriaRole.Link, new() { Name = "My panel" })).ToContainTextAsync("0");
        await next.Context.CloseAsync();
        var again = await ward.OpenAsync("N. Park", "/?show=everyone&panel=mine");
        await Expect(again.Locator("tr.row")).ToHaveCountAsync(1);
        await Expect(Ward.Row(again, patient)).ToBeVisibleAsync();
        await again.Context.CloseAsync();
    }
}
