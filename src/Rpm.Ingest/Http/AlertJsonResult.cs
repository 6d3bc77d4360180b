using System.Text.Json;
using Rpm.Ingest.Alerts;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Http;

/// <summary>One alert as an object, or several as an array, in the contract's JSON.</summary>
internal sealed class AlertJsonResult : IResult
{
    private readonly Alert? _one;
    private readonly IReadOnlyList<Alert> _many = [];
    private readonly int _status;

    public AlertJsonResult(Alert alert, int status = StatusCodes.Status200OK) => (_one, _status) = (alert, status);

    public AlertJsonResult(IReadOnlyList<Alert> alerts) => (_many, _status) = (alerts, StatusCodes.Status200OK);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _status;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        if (_one is not null)
        {
            AlertJson.Write(writer, _one);
        }
        else
        {
            var sent = 0L;
            writer.WriteStartArray();
            foreach (var alert in _many)
            {
                AlertJson.Write(writer, alert);
                // A long list goes out as it is made instead of standing in memory.
                if (writer.BytesCommitted + writer.BytesPending - sent > 32 * 1024)
                {
                    await writer.FlushAsync(httpContext.RequestAborted);
                    sent = writer.BytesCommitted;
                    await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
                }
            }

            writer.WriteEndArray();
        }

        await writer.FlushAsync(httpContext.RequestAborted);
    }
}
