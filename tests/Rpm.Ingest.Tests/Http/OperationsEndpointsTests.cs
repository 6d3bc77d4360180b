using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rpm.Ingest.Http;
using Rpm.Ingest.Metrics;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Http;

public sealed class OperationsEndpointsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_HasTheContractsShape()
    {
        await using var host = await RunningHost.StartAsync();

        Assert.Equal(
            """{"received":10,"committed":6,"duplicate":2,"quarantined":1,"discarded":1,"followers":[{"name":"series","committed":6,"written":5,"rejected":0,"pending":1,"lagSeconds":0.25}]}""",
            await host.Admin.GetStringAsync("/api/v1/status", Stop));
    }

    [Fact]
    [Trait("Control", "C-76")]
    public async Task Ready_DegradedSink_IsNamedAndStaysReady()
    {
        await using var host = await RunningHost.StartAsync();
        host.Engine.Health = new(true, null, [new("influx", "no answer since 08:00")]);

        var response = await host.Nobody.GetAsync("/health/ready", Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"status":"degraded","reason":null,"degraded":[{"name":"influx","reason":"no answer since 08:00"}]}""", await response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    [Trait("Control", "C-76")]
    public async Task Ready_IntakeStopped_Is503()
    {
        await using var host = await RunningHost.StartAsync();
        host.Engine.Health = new(false, "disk full", []);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Nobody.GetAsync("/health/ready", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Nobody.GetAsync("/health/live", Stop)).StatusCode);
    }

    [Fact]
    public async Task Crash_Is500WithoutItsText()
    {
        await using var host = await RunningHost.StartAsync();
        host.Engine.Crash = new InvalidOperationException("patient Erika");

        var response = await host.Admin.GetAsync("/api/v1/status", Stop);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.DoesNotContain("Erika", text, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"internal\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("DELETE", "/api/v1/status", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    public async Task FrameworksOwnAnswers_AreProblemsToo(string method, string path, HttpStatusCode status, string code)
    {
        await using var host = await RunningHost.StartAsync();

        var response = await host.Admin.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Stop);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, (string?)(await RunningHost.BodyAsync(response))["code"]);
    }

    [Fact]
    [Trait("Control", "C-76")]
    public async Task Metrics_CarryTheBalanceTheFollowersAndTheHistograms()
    {
        await using var host = await RunningHost.StartAsync();
        var meters = host.Services.GetRequiredService<RpmMeters>();
        meters.ObserveStatus(() => host.Engine.Status);
        meters.ObserveQueues([("intake", 8192, () => 7)]);
        meters.ObserveIntake(() => true);
        meters.Quarantined.Add(2, new KeyValuePair<string, object?>("reason", "missing-unit"));
        meters.CommitDuration.Record(0.0004);
        meters.ObserveOpenAlerts(() => [("high", 1)]);

        var text = await host.Nobody.GetStringAsync("/metrics", Stop);

        Assert.Matches(@"(?m)^rpm_readings_received_total\{.*\} 10$", text);
        Assert.Matches(@"(?m)^rpm_readings_missing\{.*\} 0$", text);
        Assert.Matches("(?m)^rpm_follower_lag_seconds\\{.*follower=\"series\".*\\} 0.25$", text);
        Assert.Matches("(?m)^rpm_queue_depth\\{.*queue=\"intake\".*\\} 7$", text);
        Assert.Matches("(?m)^rpm_readings_rejected_total\\{.*reason=\"missing-unit\".*\\} 2$", text);
        Assert.Matches("(?m)^rpm_journal_commit_duration_seconds_bucket\\{.*le=\"0.0005\".*\\} 1$", text);
        Assert.Matches("(?m)^rpm_alerts_open\\{.*priority=\"high\".*\\} 1$", text);
    }

    [Fact]
    public async Task OpenApi_DescribesTheReadings()
    {
        await using var host = await RunningHost.StartAsync();

        var document = await RunningHost.BodyAsync(await host.Admin.GetAsync("/openapi/v1.json", Stop));

        var paths = document["paths"]!.AsObject();
        foreach (var path in new[]
        {
            "/api/v1/readings", "/api/v1/readings/withdraw", "/api/v1/status", "/api/v1/patients/{id}", "/api/v1/patients/{id}/series", "/api/v1/devices/{id}",
            "/api/v1/enrolments", "/api/v1/quarantine", "/health/ready",
        })
        {
            Assert.True(paths.ContainsKey(path), path);
        }

        Assert.NotNull(paths["/api/v1/readings"]!["post"]!["responses"]!["503"]);
    }
}
