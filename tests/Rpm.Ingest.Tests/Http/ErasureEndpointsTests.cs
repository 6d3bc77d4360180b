using System.Net;
using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Tests.Http;

[Trait("Control", "C-99")]
public sealed class ErasureEndpointsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.Accepted)]
    public async Task Delete_Patient_LeavesATombstoneWithoutAName(bool complete, HttpStatusCode status)
    {
        await using var host = await RunningHost.StartAsync();
        host.Engine.Current = RegistrySnapshot.Empty.With(new Patient { Id = "p1", Name = "Erika Mustermann", Mrn = "4711" });
        host.Engine.Complete = complete;
        using var response = await DeleteAsync(host, """{"reason":"asked for it","by":"dpo"}""");
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(complete, (bool?)(await RunningHost.BodyAsync(response))["complete"]);

        using var gone = await host.Admin.GetAsync("/api/v1/patients/p1", Stop);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        var text = await gone.Content.ReadAsStringAsync(Stop);
        Assert.Contains("asked for it", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Mustermann", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_WithoutAReasonOrTheRight_ChangesNothing()
    {
        await using var host = await RunningHost.StartAsync();
        host.Engine.Current = RegistrySnapshot.Empty.With(new Patient { Id = "p1" });
        using var unreasoned = await DeleteAsync(host, """{"reason":" "}""");
        Assert.Equal(HttpStatusCode.BadRequest, unreasoned.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/patients/p1") { Content = RunningHost.Json("""{"reason":"x"}""") };
        using var forbidden = await host.Ingest.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Contains("p1", host.Engine.Current.Patients.Keys);
    }

    private static async Task<HttpResponseMessage> DeleteAsync(RunningHost host, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/patients/p1") { Content = RunningHost.Json(body) };
        return await host.Admin.SendAsync(request, Stop);
    }
}
