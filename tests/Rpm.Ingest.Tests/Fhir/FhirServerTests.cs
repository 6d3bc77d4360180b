using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rpm.Ingest.Fhir;
using Rpm.Ingest.Journal;
using Xunit;

namespace Rpm.Ingest.Tests.Fhir;

public sealed class FhirServerTests
{
    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.NotFound)]
    [Trait("Control", "C-54")]
    public async Task Deliver_AnswerThatIsNoVerdictOnAReading_IsUnavailable(HttpStatusCode status)
    {
        using var sending = Sending(new FhirOptions { Url = "http://fhir.test/r4" }, request =>
            request.RequestUri!.AbsolutePath == "/r4" ? new HttpResponseMessage(status) : Created(request));

        await Assert.ThrowsAsync<SinkUnavailableException>(() => sending.Sink.DeliverAsync([sending.Group([FhirSamples.Cgm()])], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Deliver_ClientCredentials_FetchesATokenOnceAndAgainAfter401()
    {
        var (asked, tokens) = (0, new List<string?>());
        using var sending = Sending(
            new FhirOptions { Url = "http://fhir.test/r4", TokenUrl = "http://auth.test/token", ClientId = "rpm", ClientSecret = "s" },
            request =>
            {
                if (request.RequestUri!.Host == "auth.test")
                {
                    return Json($$"""{ "access_token": "t{{++asked}}", "expires_in": 3600 }""");
                }

                tokens.Add(request.Headers.Authorization?.Parameter);
                return tokens.Count == 3 ? new HttpResponseMessage(HttpStatusCode.Unauthorized)
                    : request.RequestUri.AbsolutePath == "/r4" ? Json("""{ "resourceType": "Bundle", "entry": [ { "response": { "status": "201" } } ] }""")
                    : Created(request);
            });

        var delivery = await sending.Sink.DeliverAsync([sending.Group([FhirSamples.Cgm()])], TestContext.Current.CancellationToken);

        Assert.Equal(1, delivery.Written);
        Assert.Equal(["t1", "t1", "t1", "t2"], tokens);
    }

    [Fact]
    [Trait("Control", "C-53")]
    public async Task Deliver_Again_SendsTheSameBytes()
    {
        var bodies = new List<string>();
        HttpResponseMessage Answer(HttpRequestMessage request)
        {
            if (request.RequestUri!.AbsolutePath != "/r4")
            {
                return Created(request);
            }

            bodies.Add(request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult());
            return Json("""{ "resourceType": "Bundle", "entry": [ { "response": { "status": "201 Created" } }, { "response": { "status": "200" } } ] }""");
        }

        for (var i = 0; i < 2; i++)
        {
            using var sending = Sending(new FhirOptions { Url = "http://fhir.test/r4" }, Answer);
            await sending.Sink.DeliverAsync([sending.Group([FhirSamples.BloodPressure()])], TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, bodies.Count);
        Assert.Equal(bodies[0], bodies[1]);
    }

    [Fact]
    public void Validate_EveryFault_IsNamedWithItsKey()
    {
        var faults = new FhirOptions { Url = "ftp://x", Namespace = "no uri/", ClientId = "a", BatchSize = 0, TransactionSize = 1, Timeout = TimeSpan.Zero, MrnSystem = "mrn" }.Validate();

        Assert.Equal(
            ["Rpm:Fhir:BatchSize", "Rpm:Fhir:MrnSystem", "Rpm:Fhir:Namespace", "Rpm:Fhir:Timeout", "Rpm:Fhir:TokenUrl", "Rpm:Fhir:TransactionSize", "Rpm:Fhir:Url"],
            faults.Select(f => f.Key).Order());
        Assert.Empty(new FhirOptions().Validate());
    }

    private static FhirSending Sending(FhirOptions options, Func<HttpRequestMessage, HttpResponseMessage> answer) =>
        new(options, http => http.ConfigurePrimaryHttpMessageHandler(() => new Handler(answer)));

    private static HttpResponseMessage Created(HttpRequestMessage request)
    {
        var type = request.RequestUri!.Segments[^1];
        return Json($$"""{ "resourceType": "{{type}}", "id": "1" }""");
    }

    private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/fhir+json") };

    private sealed class Handler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
