using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Rpm.DeviceSim.Engines;

/// <summary>The engine's HTTP interface as far as a simulator needs it.</summary>
internal sealed class EngineClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public EngineClient(Uri url, string? token, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>The counts.</summary>
    /// <exception cref="EngineUnreachableException">It does not answer.</exception>
    public async Task<EngineStatus> StatusAsync(CancellationToken cancel) =>
        await SendAsync(HttpMethod.Get, "/api/v1/status", null, cancel) is { } answer
            ? answer.Deserialize<EngineStatus>(JsonSerializerOptions.Web) ?? throw new EngineUnreachableException("/api/v1/status is empty.")
            : throw new EngineUnreachableException("/api/v1/status is not there: is that an engine?");

    /// <summary>The counts once it knows of so many readings and its followers have nothing pending, or when the time is over.</summary>
    public async Task<EngineStatus> SettledAsync(long received, TimeSpan most, CancellationToken cancel)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            var status = await StatusAsync(cancel);
            if ((status.Received >= received && status.IsSettled) || _time.GetElapsedTime(start) > most)
            {
                return status;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancel);
        }
    }

    /// <summary>Patients: id, medical record number, and whether there is neither that nor a name.</summary>
    public async Task<IReadOnlyList<(string Id, string? Mrn, bool IsNameless)>> PatientsAsync(CancellationToken cancel)
    {
        var answer = await SendAsync(HttpMethod.Get, "/api/v1/patients", null, cancel)
            ?? throw new EngineUnreachableException("/api/v1/patients is not there: is that an engine?");
        return
        [
            .. answer.GetProperty("patients").EnumerateArray().Select(p => (p.GetProperty("id").GetString()!, Text(p, "mrn"), Text(p, "mrn") is null && Text(p, "name") is null)),
        ];
    }

    /// <summary>Whether a patient of this id was erased: the id is gone for good.</summary>
    public async Task<bool> IsErasedAsync(string patient, CancellationToken cancel)
    {
        using var response = await RequestAsync(HttpMethod.Get, $"/api/v1/patients/{Uri.EscapeDataString(patient)}", null, cancel);
        return response.StatusCode == HttpStatusCode.Gone;
    }

    /// <summary>Adds registry records in YAML, all or nothing.</summary>
    public async Task ImportAsync(string yaml, CancellationToken cancel)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        await SendAsync(HttpMethod.Post, "/api/v1/registry", content, cancel);
    }

    /// <summary>Erases a patient; false where there is none.</summary>
    public async Task<bool> EraseAsync(string patient, string reason, CancellationToken cancel)
    {
        using var content = JsonContent.Create(new { reason, by = "rpm-sim" });
        using var response = await RequestAsync(HttpMethod.Delete, $"/api/v1/patients/{Uri.EscapeDataString(patient)}", content, cancel);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return false;
        }

        await CheckAsync(response, cancel);
        return true;
    }

    public void Dispose() => _http.Dispose();

    // Title and the first lines of a problem's detail (RFC 9457).
    private static string Problem(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var lines = (Text(json.RootElement, "detail") ?? "").Split('\n');
            return $"{Text(json.RootElement, "title")} {string.Join(' ', lines.Take(2))}{(lines.Length > 2 ? FormattableString.Invariant($" (and {lines.Length - 2} more)") : "")}";
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException)
        {
            return text[..Math.Min(300, text.Length)];
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private async Task<JsonElement?> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var response = await RequestAsync(method, path, content, cancel);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await CheckAsync(response, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        try
        {
            return text.Length == 0 ? default(JsonElement) : JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException broken)
        {
            throw new EngineUnreachableException($"{method} {path} does not answer in JSON: is that an engine?", broken);
        }
    }

    private async Task<HttpResponseMessage> RequestAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            return await _http.SendAsync(request, cancel);
        }
        catch (HttpRequestException failure)
        {
            throw new EngineUnreachableException($"{_http.BaseAddress} does not answer: {failure.Message}", failure);
        }
        catch (TaskCanceledException failure) when (!cancel.IsCancellationRequested)
        {
            throw new EngineUnreachableException($"{_http.BaseAddress} does not answer in time.", failure);
        }
    }

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var text = await response.Content.ReadAsStringAsync(cancel);
        throw new EngineUnreachableException(response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "The engine wants another token: --token, --token-file or RPM_SIM_TOKEN.",
            _ => $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}: {(int)response.StatusCode} {Problem(text)}",
        });
    }
}
