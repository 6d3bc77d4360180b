using System.Net;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Http;

public sealed class SeriesEndpointsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Points_AreInTheContractsShape()
    {
        await using var host = await Enrolled();
        host.Engine.Points = [new(new(0), 128, Kind.BloodPressure, "d1", Comparator.None), new(new(1), 400, Kind.Cgm, "d1", Comparator.High)];

        var body = await host.Admin.GetStringAsync("/api/v1/patients/p1/series?measure=systolic&from=2026-01-01T00:00:00%2B01:00&to=2026-02-01T00:00:00Z", Stop);

        Assert.Equal(
            """{"measure":"systolic","unit":"mm[Hg]","points":[{"time":"1970-01-01T00:00:00+00:00","value":128,"kind":"blood-pressure","device":"d1"},{"time":"1970-01-01T00:00:00.001+00:00","value":400,"kind":"cgm","device":"d1","beyond":"high"}]}""",
            body);
        var query = Assert.Single(host.Engine.Queries);
        Assert.Equal("2025-12-31T23:00:00.000Z", query.From.ToString());
        Assert.Equal("d1", Assert.Single(query.Slices!).Device);
    }

    [Fact]
    public async Task Buckets_AreCutInThePatientsZone()
    {
        await using var host = await Enrolled();

        var body = await host.Admin.GetStringAsync("/api/v1/patients/p1/series?measure=glucose&every=1d", Stop);

        Assert.Equal("""{"measure":"glucose","unit":"mg/dL","points":[{"time":"1970-01-01T00:00:00+00:00","count":2,"min":40,"mean":null,"max":400}]}""", body);
        Assert.Equal((TimeSpan.FromDays(1), "Europe/Berlin"), Assert.Single(host.Engine.Bucketed));
    }

    [Theory]
    [Trait("Control", "C-73")]
    [InlineData("p2", "")]
    [InlineData("p1", "&device=d9")]
    public async Task PatientWithoutDevice_GivesNobodyElsesValues(string patient, string more)
    {
        await using var host = await Enrolled();
        host.Engine.Points = [new(new(0), 128, Kind.BloodPressure, "d1", Comparator.None)];

        var body = await RunningHost.BodyAsync(await host.Admin.GetAsync($"/api/v1/patients/{patient}/series?measure=systolic{more}", Stop));

        Assert.Empty(body["points"]!.AsArray());
        Assert.Empty(host.Engine.Queries);
    }

    [Theory]
    [InlineData("p1", "", HttpStatusCode.BadRequest)]
    [InlineData("p1", "measure=height", HttpStatusCode.BadRequest)]
    [InlineData("p1", "measure=spo2&kind=x", HttpStatusCode.BadRequest)]
    [InlineData("p1", "measure=spo2&from=2026-01-01", HttpStatusCode.BadRequest)]
    [InlineData("p1", "measure=spo2&every=0s", HttpStatusCode.BadRequest)]
    [InlineData("p9", "measure=spo2", HttpStatusCode.NotFound)]
    public async Task Faults_AreNamed(string patient, string query, HttpStatusCode status)
    {
        await using var host = await Enrolled();

        Assert.Equal(status, (await host.Admin.GetAsync($"/api/v1/patients/{patient}/series?{query}", Stop)).StatusCode);
    }

    private static async Task<RunningHost> Enrolled()
    {
        var host = await RegistryEndpointsTests.WithWard();
        host.Engine.Current = host.Engine.Current.With(new Enrolment("e1", "p1", "d1", null, Instant.Min, Instant.Max));
        return host;
    }
}
