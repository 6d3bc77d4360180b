using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rpm.Ingest.Http;
using Rpm.Ingest.Security;
using Rpm.Ingest.Settings;
using Xunit;

namespace Rpm.Ingest.Tests.Http;

public sealed class AccessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("Control", "C-71")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/api/v1/status")]
    [InlineData("GET", "/api/v1/patients")]
    [InlineData("PUT", "/api/v1/patients/p1")]
    [InlineData("PUT", "/api/v1/patients/p1/pause")]
    [InlineData("PUT", "/api/v1/patients/p1/limits/a/b")]
    [InlineData("GET", "/api/v1/patients/p1/series?measure=spo2")]
    [InlineData("GET", "/api/v1/devices/d1")]
    [InlineData("GET", "/api/v1/devices/d1/recent")]
    [InlineData("POST", "/api/v1/enrolments")]
    [InlineData("GET", "/api/v1/quarantine")]
    [InlineData("POST", "/api/v1/quarantine/replay")]
    [InlineData("POST", "/api/v1/readings")]
    [InlineData("POST", "/api/v1/readings/withdraw")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/there/is/nothing")]
    public async Task Anything_WithoutToken_Is401(string method, string path)
    {
        await using var host = await RunningHost.StartAsync();

        var response = await host.Nobody.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    public async Task HealthAndMetrics_WithoutToken_AreOpen(string path)
    {
        await using var host = await RunningHost.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await host.Nobody.GetAsync(path, Stop)).StatusCode);
    }

    [Fact]
    public async Task Unauthorized_IsAProblemWithCode()
    {
        await using var host = await RunningHost.StartAsync();

        var response = await host.Nobody.GetAsync("/api/v1/status", Stop);

        Assert.Equal("unauthorized", (string?)(await RunningHost.BodyAsync(response))["code"]);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [Trait("Control", "C-71")]
    [InlineData("GET", "/api/v1/status")]
    [InlineData("GET", "/api/v1/patients")]
    [InlineData("POST", "/api/v1/readings/withdraw")]
    [InlineData("GET", "/openapi/v1.json")]
    public async Task IngestToken_ForAnythingButPosting_Is403(string method, string path)
    {
        await using var host = await RunningHost.StartAsync();

        var response = await host.Ingest.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Stop);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("forbidden", (string?)(await RunningHost.BodyAsync(response))["code"]);
    }

    [Fact]
    [Trait("Control", "C-71")]
    public async Task SignInLink_WorksOnce()
    {
        await using var host = await RunningHost.StartAsync();
        var link = new Uri(SignInEndpoints.Link(host.Services.GetRequiredService<SignInTickets>(), new HttpOptions(), host.Address.Port));
        using var first = host.Browser();
        using var second = host.Browser();

        var entered = await first.GetAsync(link, Stop);
        var again = await second.GetAsync(link, Stop);

        Assert.Equal(HttpStatusCode.Found, entered.StatusCode);
        var cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/api/v1/status", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync("/api/v1/status", Stop)).StatusCode);
    }

    [Fact]
    public async Task SignInLink_AfterAnHour_IsWorthNothing()
    {
        await using var host = await RunningHost.StartAsync();
        var link = new Uri(SignInEndpoints.Link(host.Services.GetRequiredService<SignInTickets>(), new HttpOptions(), host.Address.Port));
        host.Time.Advance(SignInTickets.Lifetime);
        using var browser = host.Browser();

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(link, Stop)).StatusCode);
    }

    [Theory]
    [InlineData(RunningHost.AdminToken, HttpStatusCode.Found)]
    [InlineData(RunningHost.IngestToken, HttpStatusCode.Unauthorized)]
    [InlineData("guess", HttpStatusCode.Unauthorized)]
    public async Task SignInForm_TakesTheAdminTokenAlone(string token, HttpStatusCode status)
    {
        await using var host = await RunningHost.StartAsync();
        using var browser = host.Browser();

        var response = await browser.PostAsync("/sign-in", new FormUrlEncodedContent([new("token", token)]), Stop);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [Trait("Control", "C-72")]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData(null, null, HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    public async Task CookiePost_FromElsewhere_IsRefused(string? header, string? value, HttpStatusCode status)
    {
        await using var host = await RunningHost.StartAsync();
        using var browser = host.Browser();
        await browser.PostAsync("/sign-in", new FormUrlEncodedContent([new("token", RunningHost.AdminToken)]), Stop);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/quarantine/replay") { Content = RunningHost.Json("{}") };
        if (header is not null)
        {
            request.Headers.Add(header, value);
        }

        var response = await browser.SendAsync(request, Stop);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? 1 : 0, host.Engine.Replayed.Count);
    }

    [Fact]
    [Trait("Control", "C-72")]
    public async Task EveryAnswer_CarriesTheSecurityHeaders()
    {
        await using var host = await RunningHost.StartAsync();
        foreach (var path in new[] { "/", "/health/live", "/api/v1/status", "/nothing" })
        {
            var response = await host.Admin.GetAsync(path, Stop);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.True(response.Headers.CacheControl?.NoStore);
        }
    }
}
