using System.Diagnostics;
using static Microsoft.Playwright.Assertions;

namespace Rpm.Browser.Tests;

/// <summary>The worklist in a real browser, against the real engine.</summary>
[Collection(nameof(Ward))]
public sealed class WorklistTests(Ward ward)
{
    [Fact]
    [Trait("Control", "C-77")]
    public async Task Alert_AppearsWithoutReload_WithinASecondOfItsReading()
    {
        var patient = await ward.PatientAsync("Ada <b>Okafor</b>");
        var page = await ward.OpenAsync("N. Park");
        await page.EvaluateAsync("() => { window.kept = true; }");
        // The best of three: a busy machine delays one, a page that polls delays all.
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 3 && best > TimeSpan.FromSeconds(1); i++)
        {
            var one = i == 0 ? patient : await ward.PatientAsync();
            var clock = Stopwatch.StartNew();
            await ward.GlucoseAsync(one, 45);
            await page.WaitForSelectorAsync($"tr.row.high.waits[data-patient='{one}']");
            best = clock.Elapsed < best ? clock.Elapsed : best;
        }

        Assert.True(best < TimeSpan.FromSeconds(1), $"It took {best}.");
        Assert.True(await page.EvaluateAsync<bool>("() => window.kept === true"), "The page was loaded again.");
        var row = Ward.Row(page, patient);
        await Expect(row.Locator(".mark")).ToHaveTextAsync("!!! High");
        await Expect(row).ToContainTextAsync("Ada <b>Okafor</b>");
        await Expect(row).ToContainTextAsync("45 mg/dL");
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex(@"^\([0-9]+\) Worklist"));
        await page.Context.CloseAsync();
    }

    [Fact]
    [Trait("Control", "C-170")]
    public async Task Acknowledge_WithNoteAndName_IsSeenByASecondViewer()
    {
        var patient = await ward.PatientAsync();
        var (first, second) = (await ward.OpenAsync("N. Park"), await ward.OpenAsync("A. Boyd"));
        await ward.GlucoseAsync(patient, 44);
        var row = Ward.Row(first, patient);
        await row.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        var ask = first.GetByRole(AriaRole.Group, new() { Name = $"Acknowledge Patient {patient}" });
        await ask.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(first.Locator(".answer")).ToContainTextAsync("acknowledged with a note");
        await ask.GetByLabel("What do you do about it?").FillAsync("Juice given");
        await ask.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();

        await Expect(Ward.Row(second, patient).Locator(".state")).ToContainTextAsync("Acknowledged");
        await Expect(Ward.Row(second, patient).Locator(".state")).ToContainTextAsync("N. Park");
        await Ward.Row(second, patient).GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await second.Locator(".card summary", new() { HasText = "History" }).First.ClickAsync();
        await Expect(second.Locator(".card .history").First).ToContainTextAsync("acknowledged by N. Park: Juice given");
        await second.GetByRole(AriaRole.Button, new() { Name = "Why was this raised?" }).First.ClickAsync();
        await Expect(second.Locator(".why")).ToContainTextAsync("it is the stored alert");
        await first.Context.CloseAsync();
        await second.Context.CloseAsync();
    }

    [Fact]
    public async Task Filter_LivesInTheAddress()
    {
        var (high, none) = (await ward.PatientAsync(), await ward.PatientAsync());
        await ward.GlucoseAsync(high, 45);
        await ward.GlucoseAsync(none, 110);
        var page = await ward.OpenAsync("N. Park");
        await Expect(Ward.Row(page, high)).ToBeVisibleAsync();
        await Expect(Ward.Row(page, none)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Everyone" }).ClickAsync();
        await Expect(Ward.Row(page, none)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Priority" }).GetByRole(AriaRole.Link, new() { Name = "medium" }).ClickAsync();
        await Expect(Ward.Row(page, high)).ToHaveCountAsync(0);
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"/\?priority=medium&show=everyone$"));
        await page.GotoAsync(new Uri(ward.Address, "/?priority=high").ToString());
        await Expect(Ward.Row(page, high)).ToBeVisibleAsync();
        await Expect(page.Locator(".chip.high")).ToHaveAttributeAsync("aria-current", "true");
        await page.Context.CloseAsync();
    }

    [Fact]
    [Trait("Control", "C-171")]
    public async Task NewAlert_WhileThePointerIsOnARow_MovesNothingAndIsCounted()
    {
        var (low, late) = (await ward.PatientAsync(), await ward.PatientAsync());
        await ward.GlucoseAsync(low, 300);
        await ward.GlucoseAsync(low, 46);
        var page = await ward.OpenAsync("N. Park");
        var row = Ward.Row(page, low);
        await row.Locator(".what").HoverAsync();
        await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 500))");
        var before = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('tr.row')].map(r => r.dataset.patient)");
        await ward.GlucoseAsync(late, 43);
        await Expect(page.Locator(".waiting button")).ToContainTextAsync("1 new");
        Assert.Equal(before, await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('tr.row')].map(r => r.dataset.patient)"));

        await page.Mouse.MoveAsync(5, 5);
        await Expect(Ward.Row(page, late)).ToBeVisibleAsync();
        await Expect(page.Locator(".waiting button")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Keyboard_Alone_FindsOpensAndComments()
    {
        var patient = await ward.PatientAsync("Keyboard Only");
        await ward.GlucoseAsync(patient, 47);
        var page = await ward.OpenAsync("K. Bell", "/?show=everyone&q=Keyboard");
        await Expect(Ward.Row(page, patient)).ToBeVisibleAsync();
        Assert.True(await TabToAsync(page, e => e.Contains("More about Keyboard Only", StringComparison.Ordinal)), "The row's button is not reached.");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".card").First).ToBeVisibleAsync();
        Assert.True(await TabToAsync(page, e => e.StartsWith("INPUT", StringComparison.Ordinal) && e.Contains("Note or reason", StringComparison.Ordinal)), "The note is not reached.");
        await page.Keyboard.TypeAsync("called the ward");
        Assert.True(await TabToAsync(page, e => e.Contains("Comment", StringComparison.Ordinal)), "The button is not reached.");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".card .history").First).ToContainTextAsync("comment by K. Bell: called the ward");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Sound_SwitchedOn_PlaysForANewHighAlert()
    {
        var patient = await ward.PatientAsync();
        var page = await ward.OpenAsync("N. Park");
        await page.ClickAsync("#sound");
        await Expect(page.Locator("#sound")).ToHaveAttributeAsync("aria-pressed", "true");
        await ward.GlucoseAsync(patient, 45);
        await page.WaitForFunctionAsync("() => Number(document.documentElement.dataset.sounded) >= 1");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Phone_ShowsCards_NothingSideways()
    {
        var patient = await ward.PatientAsync();
        await ward.GlucoseAsync(patient, 45);
        var page = await ward.OpenAsync("N. Park", options: new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 375, Height = 812 }, HasTouch = true, IsMobile = true });
        await Expect(Ward.Row(page, patient)).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= 375, "The page scrolls sideways.");
        var button = await Ward.Row(page, patient).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).BoundingBoxAsync();
        Assert.True(button!.X + button.Width <= 375 && button.Height >= 36, "The button is cut off or too small for a finger.");
        await page.Context.CloseAsync();
    }

    private static async Task<bool> TabToAsync(IPage page, Func<string, bool> wanted)
    {
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var now = await page.EvaluateAsync<string>("() => { const e = document.activeElement; return `${e.tagName} ${e.textContent} ${e.labels?.[0]?.textContent ?? ''}`; }");
            if (wanted(now))
            {
                return true;
            }
        }

        return false;
    }
}
