using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Fhir;

/// <summary>The bearer token for an outside server: the fixed one, or OAuth 2 client credentials kept until shortly before they expire.</summary>
internal sealed class FhirTokens(IHttpClientFactory clients, FhirOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private string? _token;
    private DateTimeOffset _until;

    /// <summary>Null where neither is configured.</summary>
    /// <exception cref="SinkUnavailableException">The token server gave none.</exception>
    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken)
    {
        if (options.TokenUrl is null)
        {
            return options.Token;
        }

        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_token is null || time.GetUtcNow() >= _until)
            {
                await AskAsync(options.TokenUrl, cancellationToken);
            }

            return _token;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>The server did not take the token: ask for a new one next time. False where there is nothing to ask.</summary>
    public bool Forget()
    {
        _token = null;
        return options.TokenUrl is not null;
    }

    public void Dispose() => _asking.Dispose();

    private async Task AskAsync(string url, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (options.Scope is { } scope)
        {
            form["scope"] = scope;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        var secret = $"{Uri.EscapeDataString(options.ClientId!)}:{Uri.EscapeDataString(options.ClientSecret!)}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
        try
        {
            using var response = await clients.CreateClient(FhirServer.ClientName).SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new SinkUnavailableException($"The token server answered {(int)response.StatusCode}.");
            }

            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            _token = json.RootElement.GetProperty("access_token").GetString();
            var seconds = json.RootElement.TryGetProperty("expires_in", out var e) && e.TryGetInt32(out var s) ? s : 300;
            _until = time.GetUtcNow() + TimeSpan.FromSeconds(seconds) - Margin;
        }
        catch (Exception exception) when (FhirServer.IsOutage(exception, cancellationToken) || exception is JsonException or KeyNotFoundException)
        {
            throw new SinkUnavailableException("The token server gave no token.", exception);
        }
    }
}
