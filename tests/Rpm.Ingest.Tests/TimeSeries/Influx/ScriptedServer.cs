using System.IO.Compression;
using System.Net;
using System.Text;

namespace Rpm.Ingest.Tests.TimeSeries.Influx;

/// <summary>Answers requests as a test says and keeps what was asked.</summary>
internal sealed class ScriptedServer(Func<ScriptedServer.Request, (HttpStatusCode Status, string Body)> answer) : HttpMessageHandler
{
    public List<Request> Requests { get; } = [];

    public IEnumerable<Request> Writes => Requests.Where(r => r.Uri.AbsolutePath.EndsWith("write", StringComparison.Ordinal));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = new Request(request.RequestUri!, await TextAsync(request, cancellationToken), request.Headers.Authorization?.ToString());
        Requests.Add(asked);
        if (asked.Uri.AbsolutePath.EndsWith("buildinfo", StringComparison.Ordinal))
        {
            return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("404 page not found") };
        }

        var (status, body) = answer(asked);
        return new HttpResponseMessage(status) { Content = new StringContent(body) };
    }

    private static async Task<string> TextAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content)
        {
            return "";
        }

        var bytes = await content.ReadAsByteArrayAsync(cancellationToken);
        if (!content.Headers.ContentEncoding.Contains("gzip"))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        await using var plain = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    public sealed record Request(Uri Uri, string Body, string? Authorization)
    {
        public int Lines => Body.Count(c => c == '\n');
    }
}
