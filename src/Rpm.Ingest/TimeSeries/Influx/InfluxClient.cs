using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Polly.Timeout;
using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>
/// The three servers' dialects of "write these lines" and "delete that span". Whatever is worth another try later comes out as
/// <see cref="SinkUnavailableException"/> with words that name the setting to look at; what the server refuses comes back as
/// <see cref="InfluxAnswer"/>.
/// </summary>
internal sealed class InfluxClient(HttpClient http, InfluxOptions options, ILogger logger)
{
    private static readonly MediaTypeHeaderValue Lines = new("text/plain") { CharSet = "utf-8" };

    // What InfluxDB 1.x, 2.x and 3.x say where single points are at fault.
    private static readonly string[] PointWords =
        ["partial write", "unable to parse", "field type conflict", "dropped=", "retention policy", "time outside range", "max-values-per-tag", "max-series"];

    private readonly Uri _base = options.Url!.AbsolutePath.EndsWith('/') ? options.Url : new Uri(options.Url.AbsoluteUri + "/");
    private readonly bool _compress = !options.Url!.IsLoopback;

    /// <summary>Which server this is; known once <see cref="PrepareAsync"/> has run.</summary>
    public InfluxServer? Server { get; private set; }

    /// <summary>Finds out who is there and makes the database of a 1.x server. Does nothing the second time.</summary>
    /// <exception cref="SinkUnavailableException">Nobody answered.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (Server is not null)
        {
            return;
        }

        var server = await IsVictoriaMetricsAsync(cancellationToken) ? InfluxServer.VictoriaMetrics
            : options.Bucket is null ? InfluxServer.V1 : InfluxServer.V2;
        if (server == InfluxServer.V1)
        {
            await CreateDatabaseAsync(cancellationToken);
        }

        if (_base.Scheme == Uri.UriSchemeHttp && !_base.IsLoopback)
        {
            InfluxLog.Unencrypted(logger, _base);
        }

        InfluxLog.Found(logger, _base, server);
        Server = server;
    }

    /// <summary>Writes lines; writing the same again changes nothing.</summary>
    /// <exception cref="SinkUnavailableException">The server is away, overloaded, or refuses our credentials or the database.</exception>
    public async Task<InfluxAnswer> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        var path = options.Bucket is { } bucket
            ? $"api/v2/write?bucket={Uri.EscapeDataString(bucket)}&org={Uri.EscapeDataString(options.Org ?? "")}&precision=ns"
            : $"write?db={Uri.EscapeDataString(options.Database!)}&precision=ns";
        using var request = Request(HttpMethod.Post, path, Body(lines));
        using var response = await SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return InfluxAnswer.Written;
        }

        var message = await MessageAsync(response, cancellationToken);
        switch (response.StatusCode)
        {
            case HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity:
                var known = PointWords.Any(w => message.Contains(w, StringComparison.OrdinalIgnoreCase));
                return new InfluxAnswer(known ? InfluxOutcome.PointsRefused : InfluxOutcome.BodyRefused, message, Dropped(message));
            case HttpStatusCode.RequestEntityTooLarge:
                return new InfluxAnswer(InfluxOutcome.TooLarge, message);
            default:
                // A database that vanished is made again before the next try.
                Server = response.StatusCode == HttpStatusCode.NotFound ? null : Server;
                throw Unavailable(response, message);
        }
    }

    /// <summary>
    /// Deletes a device's points in a span, whoever they were attributed to; both ends are nanoseconds and belong to it.
    /// False where this server cannot.
    /// </summary>
    /// <exception cref="SinkUnavailableException">The server is away or refuses.</exception>
    public Task<bool> DeleteAsync(IReadOnlyList<Kind> kinds, string device, long first, long last, CancellationToken cancellationToken) => Server switch
    {
        InfluxServer.V1 => DeleteByQueryAsync(kinds, device, first, last, cancellationToken),
        InfluxServer.V2 => DeleteByPredicateAsync(kinds, device, first, last, cancellationToken),
        _ => Task.FromResult(false),
    };

    private async Task<bool> DeleteByQueryAsync(IReadOnlyList<Kind> kinds, string device, long first, long last, CancellationToken cancellationToken)
    {
        var text = LineProtocolText.InfluxQl(device);
        var query = string.Join("; ", kinds.Select(k => string.Create(
            CultureInfo.InvariantCulture, $"DELETE FROM \"{Kinds.Of(k).SeriesName}\" WHERE \"device\" = {text} AND time >= {first} AND time <= {last}")));
        await QueryAsync(query, cancellationToken);
        return true;
    }

    private async Task<bool> DeleteByPredicateAsync(IReadOnlyList<Kind> kinds, string device, long first, long last, CancellationToken cancellationToken)
    {
        var path = $"api/v2/delete?bucket={Uri.EscapeDataString(options.Bucket!)}&org={Uri.EscapeDataString(options.Org ?? "")}";
        foreach (var kind in kinds)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
            {
                ["start"] = Rfc3339(first),
                ["stop"] = Rfc3339(last),
                ["predicate"] = $"_measurement=\"{Kinds.Of(kind).SeriesName}\" AND device={LineProtocolText.Predicate(device)}",
            });
            var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var request = Request(HttpMethod.Post, path, content);
            using var response = await SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
            {
                // InfluxDB 3 has no such call. A missing bucket is found by the write that follows.
                return false;
            }

            if (!response.IsSuccessStatusCode)
            {
                throw Unavailable(response, await MessageAsync(response, cancellationToken));
            }
        }

        return true;
    }

    private async Task<bool> IsVictoriaMetricsAsync(CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, "api/v1/status/buildinfo", null);
        using var response = await SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode
            && (await response.Content.ReadAsStringAsync(cancellationToken)).StartsWith("{\"status\":\"success\"", StringComparison.Ordinal);
    }

    private async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await QueryAsync($"CREATE DATABASE \"{options.Database!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"", cancellationToken);
        }
        catch (SinkUnavailableException e) when (e.InnerException is null)
        {
            // It was there and said no: an ordinary user may write, but make no database.
            InfluxLog.DatabaseNotMade(logger, options.Database!, e.Message);
        }
    }

    private async Task QueryAsync(string query, CancellationToken cancellationToken)
    {
        var form = new FormUrlEncodedContent([KeyValuePair.Create("q", query), KeyValuePair.Create("db", options.Database ?? "")]);
        using var request = Request(HttpMethod.Post, "query", form);
        using var response = await SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw Unavailable(response, Message(text));
        }

        if (QueryError(text) is { } error)
        {
            throw new SinkUnavailableException($"InfluxDB could not run a query: {error}");
        }
    }

    /// <summary>A statement that failed is reported in a 200. So is, by whatever stands between, a page that is no answer of InfluxDB's.</summary>
    private static string? QueryError(string text)
    {
        try
        {
            using var answer = JsonDocument.Parse(text);
            return answer.RootElement.GetProperty("results").EnumerateArray()
                .Select(r => r.TryGetProperty("error", out var error) ? error.ToString() : null).FirstOrDefault(e => e is not null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"the answer is none of InfluxDB's ({Message(text)})";
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, new Uri(_base, path)) { Content = content };
        request.Headers.Authorization = options switch
        {
            { Token: { } token } => new AuthenticationHeaderValue("Token", token),
            { Username: { } name } => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{options.Password}"))),
            _ => null,
        };
        return request;
    }

    private HttpContent Body(ReadOnlyMemory<byte> lines)
    {
        if (!_compress)
        {
            return new ReadOnlyMemoryContent(lines) { Headers = { ContentType = Lines } };
        }

        var packed = new MemoryStream(lines.Length / 6);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(lines.Span);
        }

        return new ByteArrayContent(packed.GetBuffer(), 0, (int)packed.Length)
        {
            Headers = { ContentType = Lines, ContentEncoding = { "gzip" } },
        };
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        // A connection that is not made in time comes as a cancellation that nobody asked for.
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SinkUnavailableException($"InfluxDB at {_base} does not answer: {e.Message}", e);
        }
    }

    private SinkUnavailableException Unavailable(HttpResponseMessage response, string message) => new(response.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $"InfluxDB at {_base} refuses our credentials ({(int)response.StatusCode}: {message}): check {InfluxOptions.Section}:{(options.Bucket is null ? "Username and Password" : "Token")}.",
        HttpStatusCode.NotFound =>
            $"InfluxDB at {_base} does not know {(options.Bucket is null ? $"the database {options.Database}" : $"the bucket {options.Bucket} or the organisation {options.Org}")} (404: {message}).",
        _ => $"InfluxDB at {_base} takes nothing now ({(int)response.StatusCode}: {message}).",
    });

    private static async Task<string> MessageAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        Message(await response.Content.ReadAsStringAsync(cancellationToken));

    // 1.x and 3.x say "error", 2.x "message"; proxies say something else. One line, and not the whole of a quoted line.
    private static string Message(string body)
    {
        var text = body;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                text = json.RootElement.TryGetProperty("error", out var error) ? error.ToString()
                    : json.RootElement.TryGetProperty("message", out var message) ? message.ToString() : body;
            }
        }
        catch (JsonException)
        {
            // Not JSON: the body is the message.
        }

        text = text.ReplaceLineEndings(" ").Trim();
        return text.Length <= 300 ? text : string.Concat(text.AsSpan(0, 200), " … ", text.AsSpan(text.Length - 90));
    }

    private static int? Dropped(string message)
    {
        var at = message.LastIndexOf("dropped=", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var digits = message.AsSpan(at + "dropped=".Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], CultureInfo.InvariantCulture, out var dropped) ? dropped : null;
    }

    private static string Rfc3339(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, 1_000_000_000);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(seconds):yyyy-MM-dd'T'HH:mm:ss}.{rest:000000000}Z");
    }
}
