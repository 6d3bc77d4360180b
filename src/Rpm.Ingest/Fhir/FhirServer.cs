using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// An outside FHIR R4 server. Whatever is worth trying again (no connection, time-out, 401, 403, 408, 429, 5xx, an address
/// that is no FHIR server) is a <see cref="SinkUnavailableException"/>; every other answer is a value. Creates go one at a
/// time: on many servers the check of a conditional create and its write are two steps.
/// </summary>
internal sealed class FhirServer(IHttpClientFactory clients, FhirOptions options, FhirTokens tokens) : IDisposable
{
    public const string ClientName = "fhir";

    private static readonly MediaTypeHeaderValue FhirContent = new("application/fhir+json");

    private readonly SemaphoreSlim _creating = new(1, 1);
    private readonly string _base = (options.Url ?? throw new ArgumentException("Rpm:Fhir:Url is not set.", nameof(options))).TrimEnd('/');

    /// <summary>Posts a batch or transaction Bundle.</summary>
    public async Task<FhirReply> PostBundleAsync(ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken)
    {
        await _creating.WaitAsync(cancellationToken);
        try
        {
            var reply = await SendAsync(HttpMethod.Post, "", bundle, null, null, cancellationToken);
            return reply.Status is 200 or 201 or 400 or 409 or 412 or 413 or 422
                ? reply
                : throw new SinkUnavailableException($"The FHIR server answered a Bundle with {reply.Words}");
        }
        finally
        {
            _creating.Release();
        }
    }

    /// <summary>Creates a resource unless one with this identifier is there.</summary>
    public async Task<FhirReply> CreateAsync(string type, ReadOnlyMemory<byte> resource, string condition, CancellationToken cancellationToken)
    {
        await _creating.WaitAsync(cancellationToken);
        try
        {
            return await SendAsync(HttpMethod.Post, type, resource, null, condition, cancellationToken);
        }
        finally
        {
            _creating.Release();
        }
    }

    /// <summary>The resource; null where it is gone.</summary>
    public async Task<JsonObject?> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(HttpMethod.Get, reference, null, null, null, cancellationToken);
        return reply.IsSuccess ? reply.Json : null;
    }

    /// <summary>The resources that match, at most one page of them, oldest change first.</summary>
    public async Task<IReadOnlyList<JsonObject>> SearchAsync(string type, string query, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(HttpMethod.Get, $"{type}?{query}", null, null, null, cancellationToken);
        if (!reply.IsSuccess)
        {
            throw new SinkUnavailableException($"The FHIR server answered a search with {reply.Words}");
        }

        return
        [
            .. (reply.Json?["entry"] as JsonArray ?? []).Select(e => e?["resource"]).OfType<JsonObject>()
                .Where(r => (string?)r["resourceType"] == type)
                .OrderBy(r => (string?)r["meta"]?["lastUpdated"], StringComparer.Ordinal),
        ];
    }

    /// <summary>Replaces a resource, only while it is at the version that was read.</summary>
    public Task<FhirReply> UpdateAsync(JsonObject resource, CancellationToken cancellationToken)
    {
        var version = (string?)resource["meta"]?["versionId"];
        var body = JsonSerializer.SerializeToUtf8Bytes(resource);
        return SendAsync(HttpMethod.Put, $"{(string?)resource["resourceType"]}/{(string?)resource["id"]}", body, version is null ? null : $"W/\"{version}\"", null, cancellationToken);
    }

    public Task<FhirReply> DeleteAsync(string reference, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, reference, null, null, null, cancellationToken);

    /// <summary>The condition of a create, and a search by identifier.</summary>
    public static string Condition(string system, string value) => $"identifier={Uri.EscapeDataString($"{system}|{value}")}";

    /// <summary>Whether an exception of an HTTP call means that the other side could not be reached in time.</summary>
    public static bool IsOutage(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    public void Dispose() => _creating.Dispose();

    private async Task<FhirReply> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? ifMatch, string? ifNoneExist, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var token = await tokens.GetAsync(cancellationToken);
            using var request = new HttpRequestMessage(method, path.Length == 0 ? _base : $"{_base}/{path}");
            request.Headers.Accept.ParseAdd("application/fhir+json");
            if (token is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            if (ifMatch is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            }

            if (ifNoneExist is not null)
            {
                request.Headers.TryAddWithoutValidation("If-None-Exist", ifNoneExist);
            }

            if (body is { } bytes)
            {
                request.Content = new ReadOnlyMemoryContent(bytes);
                request.Content.Headers.ContentType = FhirContent;
            }

            var reply = await SendAsync(request, cancellationToken);
            if (reply.Status == StatusCodes.Status401Unauthorized && attempt == 1 && tokens.Forget())
            {
                continue;
            }

            return reply.Status is 401 or 403 or 408 or 429 or >= 500 or (>= 300 and < 400)
                ? throw new SinkUnavailableException($"The FHIR server answered {reply.Words}")
                : reply;
        }
    }

    private async Task<FhirReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(request, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return new FhirReply((int)response.StatusCode, Parse(bytes), response.Headers.Location?.ToString() ?? response.Content.Headers.ContentLocation?.ToString());
        }
        catch (Exception exception) when (IsOutage(exception, cancellationToken))
        {
            throw new SinkUnavailableException("The FHIR server cannot be reached.", exception);
        }
    }

    private static JsonObject? Parse(byte[] bytes)
    {
        try
        {
            return bytes.Length == 0 ? null : JsonNode.Parse(bytes) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
