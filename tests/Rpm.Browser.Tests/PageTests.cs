using Deque.AxeCore.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rpm.Browser.Tests;

/// <summary>What holds for every page.</summary>
[Collection(nameof(Ward))]
public sealed class PageTests(Ward ward)
{
    private static readonly string[] Pages = ["/", "/?show=everyone", "/operations", "/quarantine", "/devices", "/not-found"];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 375)]
    public async Task EveryPage_HasNoAxeViolation_AndBreaksNoPolicy(ColorScheme scheme, int width)
    {
        var patient = await ward.PatientAsync();
        await ward.GlucoseAsync(patient, 45);
        var page = await ward.OpenAsync("N. Park", options: new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                faults.Add(message.Text);
            }
        };
        foreach (var path in Pages)
        {
            await page.GotoAsync(new Uri(ward.Address, path).ToString());
            await Ward.LiveAsync(page);
            await Expect(page.Locator("h1")).ToBeVisibleAsync();
            if (path == "/")
            {
                await Ward.Row(page, patient).GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
                await Expect(page.Locator(".card").First).ToBeVisibleAsync();
            }

            var axe = await page.RunAxe();
            faults.AddRange(axe.Violations.Select(v => $"{path}: {v.Id} {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
            Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width, $"{path} scrolls sideways.");
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        await page.Context.CloseAsync();
    }

    [Fact]
    [Trait("Control", "C-72")]
    public async Task Answers_KeepTheStrictPolicy_AndRequestsStayOnThisMachine()
    {
        var page = await ward.OpenAsync("N. Park");
        var elsewhere = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(ward.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                elsewhere.Add(request.Url);
            }
        };
        var response = await page.ReloadAsync();
        await Ward.LiveAsync(page);
        var policy = (await response!.AllHeadersAsync())["content-security-policy"];

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("<style|style=|onclick=|<script(?! src=| type=\"module\" src=)", await response.TextAsync());
        Assert.Empty(elsewhere);
        await page.Context.CloseAsync();
    }

    [Fact]
    [Trait("Control", "C-71")]
    public async Task NotSignedIn_EveryPageAsksForIt_AndShowsNoPatient()
    {
        var patient = await ward.PatientAsync("Secret Name");
        await ward.GlucoseAsync(patient, 45);
        using var nobody = new HttpClient { BaseAddress = ward.Address };
        foreach (var path in Pages)
        {
            using var response = await nobody.GetAsync(path);
            var html = await response.Content.ReadAsStringAsync();
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Contains("action=\"/sign-in\"", html, StringComparison.Ordinal);
            Assert.DoesNotContain("Secret Name", html, StringComparison.Ordinal);
        }

        using var hub = await nobody.PostAsync("/_blazor/negotiate?negotiateVersion=1", null);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, hub.StatusCode);
    }
}
