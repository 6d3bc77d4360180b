using System.Globalization;
using System.Text;

namespace Rpm.Browser.Tests;

/// <summary>Makes the pictures of the documents, and the numbers of docs/page.md, when asked to (docs/images/make); as a test it skips.</summary>
public sealed class PictureTests
{
    private static readonly (string Name, string Path)[] Pages =
        [("worklist", "/"), ("patient", "/patients/sim-0001"), ("operations", "/operations"), ("quarantine", "/quarantine"), ("devices", "/devices")];

    private static readonly (string Suffix, ColorScheme Scheme, int Width, int Height)[] Looks =
        [("", ColorScheme.Light, 1280, 860), ("-dark", ColorScheme.Dark, 1280, 860), ("-phone", ColorScheme.Light, 390, 844)];

    [Fact]
    public async Task Pictures_OfEveryPage_LightDarkAndPhone()
    {
        var folder = Environment.GetEnvironmentVariable("RPM_PICTURES");
        Assert.SkipWhen(folder is null, "Set RPM_PICTURES to the folder that gets the pictures (docs/images/make does).");
        await using var engine = await Engine.StartAsync(demo: true);
        await Eventually.TrueAsync(async () => (await engine.GetAsync("/api/v1/alerts?state=active")).GetArrayLength() >= 3, TimeSpan.FromSeconds(90), () => "the ward has alerts");
        using (var unknown = new StringContent("""[{"device":"cuff-0001","kind":"blood-pressure","time":"2026-11-27T08:00:00Z","systolic":128,"diastolic":81},{"device":"sim-x","kind":"weight","time":"2026-11-27T08:00:00Z","weight":81.2}]""", Encoding.UTF8, "application/json"))
        {
            using var answer = await engine.Http.PostAsync("/api/v1/readings", unknown);
        }

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Mosquitto.Find("chromium", "chromium"), Args = ["--no-sandbox"] });
        foreach (var (suffix, scheme, width, height) in Looks)
        {
            var page = await Ward.OpenAsync(browser, engine.Http.BaseAddress!, "N. Park RN", "/", new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = height } });
            foreach (var (name, path) in Pages)
            {
                var (requests, bytes) = (0, 0L);
                page.RequestFinished += Count;
                await page.GotoAsync(new Uri(engine.Http.BaseAddress!, path).ToString());
                await Ward.LiveAsync(page);
                if (name == "operations")
                {
                    await page.WaitForFunctionAsync("() => document.querySelector('.tile b')?.textContent !== '–'");
                }

                await page.WaitForFunctionAsync("() => ![...document.querySelectorAll('.course')].some(c => c.textContent.includes('…'))");
                page.RequestFinished -= Count;
                Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width, $"{path} scrolls sideways.");
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder!, $"page-{name}{suffix}.png"), FullPage = width < 1000 && name != "worklist" });
                TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}{suffix}: {requests} requests, {bytes / 1024.0:F0} KB"));

                async void Count(object? sender, IRequest request)
                {
                    requests++;
                    try
                    {
                        var sizes = await request.SizesAsync();
                        bytes += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
                    }
                    catch (PlaywrightException)
                    {
                        // The page went on meanwhile; its bytes are not known.
                    }
                }
            }

            await page.Context.CloseAsync();
        }
    }
}
