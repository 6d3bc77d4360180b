using System.Net;

namespace Rpm.EndToEnd.Tests;

/// <summary>The newcomer's one command.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Demo_WithinHalfAMinute_HasReadingsAnAlertFhirAndAPageWithPatients()
    {
        await using var engine = await Engine.StartAsync(demo: true);
        var limit = TimeSpan.FromSeconds(30);
        await Eventually.TrueAsync(async () => (await engine.StatusAsync()).Committed > 0, limit, () => "readings flow");
        await Eventually.TrueAsync(async () => (await engine.GetAsync("/api/v1/alerts?state=active")).GetArrayLength() > 0, limit, () => $"an alert is active\n{engine.Output}");
        var first = (await engine.StatusAsync()).Committed;
        await Eventually.TrueAsync(async () => (await engine.StatusAsync()).Committed > first, limit, () => "more readings flow");
        var bundle = await engine.GetAsync("/fhir/Observation?_count=5");
        Assert.Equal(5, bundle.GetProperty("entry").GetArrayLength());

        var patients = (await engine.GetAsync("/api/v1/patients")).GetProperty("patients").EnumerateArray().Select(p => p.GetProperty("name").GetString()!).ToList();
        Assert.NotEmpty(patients);
        var page = await PageAsync(engine);
        Assert.All(patients, name => Assert.Contains(name, page));
    }

    [Fact]
    public async Task Page_WithoutOrWithAWrongToken_ShowsNoPatient()
    {
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p-secret", "oxi-1");
        using var browser = new HttpClient { BaseAddress = engine.Http.BaseAddress };
        Assert.DoesNotContain("p-secret", await browser.GetStringAsync("/sign-in"));
        using var wrong = await SignInAsync(browser, "not-the-token");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.DoesNotContain("p-secret", await (await browser.GetAsync("/")).Content.ReadAsStringAsync());
        Assert.Contains("p-secret", await PageAsync(engine));
    }

    // As a browser: the form is posted, the answer sets the session's cookie and leads to the page.
    private static async Task<string> PageAsync(Engine engine)
    {
        using var browser = new HttpClient { BaseAddress = engine.Http.BaseAddress };
        using var page = await SignInAsync(browser, Engine.AdminToken);
        Assert.Equal((HttpStatusCode.OK, "/"), (page.StatusCode, page.RequestMessage!.RequestUri!.AbsolutePath));
        // The first view has those who need somebody; everybody is a view of its own.
        return WebUtility.HtmlDecode(await browser.GetStringAsync("/?show=everyone"));
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string token)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", token)]);
        return await browser.PostAsync("/sign-in", form);
    }
}
