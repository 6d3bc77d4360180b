using static Microsoft.Playwright.Assertions;

namespace Rpm.Browser.Tests;

/// <summary>What the page says when the engine is gone.</summary>
[Collection(nameof(Ward))]
public sealed class ConnectionTests(Ward ward)
{
    [Fact]
    [Trait("Control", "C-77")]
    public async Task EngineGone_SaysSinceWhen_ShowsNoGreen_AndRecoversByItself()
    {
        await using var engine = await Engine.StartAsync();
        var page = await ward.OpenAsync("N. Park", address: engine.Http.BaseAddress);
        await Expect(page.Locator("#not-live")).ToBeHiddenAsync();
        await engine.KillAsync();

        await Expect(page.Locator("#not-live")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("#not-live")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Not live since [0-9]{2}:[0-9]{2}:[0-9]{2}"));
        Assert.Equal("Not live", await page.TextContentAsync("#live"));
        Assert.Equal("no", await page.EvaluateAsync<string>("() => document.documentElement.dataset.live"));

        await engine.RestartAsync();
        await Expect(page.Locator("#not-live")).ToBeHiddenAsync(new() { Timeout = 90_000 });
        await Ward.LiveAsync(page);
        await page.Context.CloseAsync();
    }
}
