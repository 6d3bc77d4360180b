using System.Globalization;
using System.Net;
using System.Text;

namespace Rpm.Browser.Tests;

/// <summary>
/// One running engine with its ward, and one browser, for all tests of the assembly: starting them is what takes time. Every test has
/// patients, a browser context and a person of its own.
/// </summary>
public sealed class Ward : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private int _patients;

    internal Engine Engine { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    internal Uri Address => Engine.Http.BaseAddress!;

    public async ValueTask InitializeAsync()
    {
        // A deadline costs nothing while it is kept, and a busy machine is slow.
        Assertions.SetDefaultExpectTimeout(60_000);
        // Not Playwright's own browser: nothing is downloaded.
        var chromium = Mosquitto.Find("chromium", "chromium");
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        Engine = await Engine.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (Engine is not null)
        {
            await Engine.DisposeAsync();
        }
    }

    /// <summary>A patient with a glucose sensor.</summary>
    internal async Task<string> PatientAsync(string? name = null)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"p{Interlocked.Increment(ref _patients)}");
        await Engine.SendAsync(HttpMethod.Put, $"/api/v1/patients/{id}", $$"""{"name":"{{name ?? "Patient " + id}}","mrn":"M-{{id}}","timeZone":"Europe/Berlin","birthDate":"1961-04-02"}""");
        await Engine.SendAsync(HttpMethod.Put, $"/api/v1/devices/cgm-{id}", """{"kind":"cgm"}""");
        await Engine.SendAsync(HttpMethod.Post, "/api/v1/enrolments", $$"""{"patient":"{{id}}","device":"cgm-{{id}}","from":"2020-01-01T00:00:00Z"}""");
        return id;
    }

    /// <summary>A glucose reading of now; below 54 mg/dL it is a high alert at once.</summary>
    internal async Task GlucoseAsync(string patient, int value, Engine? engine = null)
    {
        var time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        using var content = new StringContent(
            $$"""[{"device":"cgm-{{patient}}","kind":"cgm","time":"{{time}}","glucose":{{value}},"unit":"mg/dL"}]""", Encoding.UTF8, "application/json");
        using var response = await (engine ?? Engine).Http.PostAsync("/api/v1/readings", content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>A browser context of its own, signed in, acting as <paramref name="person"/>.</summary>
    internal Task<IPage> OpenAsync(string person, string path = "/", BrowserNewContextOptions? options = null, Uri? address = null) =>
        OpenAsync(Browser, address ?? Address, person, path, options);

    /// <inheritdoc cref="OpenAsync(string, string, BrowserNewContextOptions?, Uri?)"/>
    internal static async Task<IPage> OpenAsync(IBrowser browser, Uri root, string person, string path, BrowserNewContextOptions? options)
    {
        var context = await browser.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(root, "/sign-in").ToString());
        await page.FillAsync("#token", Engine.AdminToken);
        await page.ClickAsync("main button");
        await LiveAsync(page);
        await page.FillAsync("#person", person);
        await page.ClickAsync(".person button");
        await page.WaitForFunctionAsync("name => document.querySelector('.person label')?.textContent === 'Acting as' && document.getElementById('person').value === name", person);
        if (path != "/")
        {
            await page.GotoAsync(new Uri(root, path).ToString());
        }

        await LiveAsync(page);
        return page;
    }

    /// <summary>Waits until the page answers and says that it is live.</summary>
    internal static async Task LiveAsync(IPage page) =>
        await page.WaitForFunctionAsync("() => document.querySelector('[data-interactive]') && document.documentElement.dataset.live === 'yes'", null, new PageWaitForFunctionOptions { Timeout = 60_000 });

    internal static ILocator Row(IPage page, string patient) => page.Locator($"tr.row[data-patient='{patient}']");
}
