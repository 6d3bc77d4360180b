using System.Text;

namespace Rpm.Ingest.Http;

/// <summary>A payload in JSON: as text where it is UTF-8 without control characters, else as base64. One of the two is null.</summary>
internal static class PayloadText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static (string? Text, string? Base64) Of(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var text = Strict.GetString(payload.Span);
            if (!text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            {
                return (text, null);
            }
        }
        catch (DecoderFallbackException)
        {
        }

        return (null, Convert.ToBase64String(payload.Span));
    }
}
