using System.Text;
using static Microsoft.Playwright.Assertions;

namespace Rpm.Browser.Tests;

/// <summary>The pages of those who run the engine.</summary>
[Collection(nameof(Ward))]
public sealed class EngineRoomTests(Ward ward)
{
    [Fact]
    public async Task UnknownDevice_IsInQuarantine_EnrolledOnThePage_AndReplayed()
    {
        var patient = await ward.PatientAsync();
        var device = "scale-" + patient;
        using var reading = new StringContent(
            $$"""[{"device":"{{device}}","kind":"weight","time":"{{TimeProvider.System.GetUtcNow().AddSeconds(120):yyyy-MM-dd'T'HH:mm:ss'Z'}}","weight":81.2,"unit":"kg"}]""", Encoding.UTF8, "application/json");
        using var answer = await ward.Engine.Http.PostAsync("/api/v1/readings", reading);
        var page = await ward.OpenAsync("R. Ops", $"/quarantine?device={device}");
        await Expect(page.Locator(".quarantine .panel")).ToContainTextAsync("unknown-device");
        await Expect(page.Locator(".quarantine pre")).ToContainTextAsync("81.2");

        await page.GotoAsync(new Uri(ward.Address, "/devices").ToString());
        await Ward.LiveAsync(page);
        await page.FillAsync("#enrol-device", device);
        await page.FillAsync("#enrol-patient", patient);
        await page.GetByRole(AriaRole.Button, new() { Name = "Enrol from now on" }).ClickAsync();
        await Expect(page.Locator(".answer")).ToContainTextAsync("is worn by");

        await page.GotoAsync(new Uri(ward.Address, $"/quarantine?device={device}").ToString());
        await Ward.LiveAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay all" }).ClickAsync();
        await Expect(page.Locator(".answer")).ToContainTextAsync("1 committed");
        await Expect(page.Locator(".quarantine")).ToHaveCountAsync(0);

        await page.GotoAsync(new Uri(ward.Address, $"/devices?q={device}").ToString());
        await Ward.LiveAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync("given back");
        await page.GetByRole(AriaRole.Button, new() { Name = "End now" }).ClickAsync();
        await Expect(page.Locator(".answer")).ToContainTextAsync("ends now");
        await Expect(page.Locator("table")).ToContainTextAsync("nobody");
        await page.Context.CloseAsync();
    }

    [Fact]
    [Trait("Control", "C-76")]
    public async Task Operations_SaysThatEveryReadingIsAccountedFor_AndCountsOn()
    {
        var patient = await ward.PatientAsync();
        var page = await ward.OpenAsync("R. Ops", "/operations");
        await Expect(page.Locator(".law.kept")).ToContainTextAsync("Every reading is accounted for.");
        var before = await page.TextContentAsync(".law");
        await ward.GlucoseAsync(patient, 100);
        await Expect(page.Locator(".law")).Not.ToHaveTextAsync(before!);
        await Expect(page.Locator("table", new() { HasText = "monitor" }).First).ToContainTextAsync("running");
        await page.Context.CloseAsync();
    }
}
