using System.IO.Compression;

namespace Rpm.Ingest.Http;

/// <summary>
/// Reads a request body that may be compressed (<c>Content-Encoding: gzip</c>, <c>deflate</c> or <c>br</c>). The limit holds
/// for the bytes on the wire and for what they unpack to: a small body that unpacks without end is cut off there.
/// </summary>
internal static class BodyReader
{
    public static async Task<BodyResult> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return new BodyResult(BodyOutcome.TooLarge, default);
        }

        var encoding = request.Headers.ContentEncoding.ToString().Trim();
        Stream? body = encoding.ToUpperInvariant() switch
        {
            "" or "IDENTITY" => request.Body,
            "GZIP" or "X-GZIP" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "DEFLATE" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "BR" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            _ => null,
        };
        if (body is null)
        {
            return new BodyResult(BodyOutcome.UnsupportedEncoding, default);
        }

        try
        {
            return await ReadAsync(body, body == request.Body ? request.ContentLength ?? 0 : 0, limit, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return new BodyResult(BodyOutcome.Malformed, default);
        }
        catch (InvalidOperationException) when (body is BrotliStream)
        {
            return new BodyResult(BodyOutcome.Malformed, default);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new BodyResult(BodyOutcome.TooLarge, default);
        }
        finally
        {
            if (body != request.Body)
            {
                await body.DisposeAsync();
            }
        }
    }

    private static async Task<BodyResult> ReadAsync(Stream body, long expected, long limit, CancellationToken cancellationToken)
    {
        // One byte more than expected, so that the end is seen without growing.
        var buffer = new byte[Math.Min(expected > 0 ? expected + 1 : 16 * 1024, limit + 1)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length > limit)
                {
                    return new BodyResult(BodyOutcome.TooLarge, default);
                }

                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, limit + 1));
            }

            var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return new BodyResult(BodyOutcome.Read, buffer.AsMemory(0, length));
            }

            length += read;
        }
    }
}
