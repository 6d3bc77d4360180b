using System.Security.Cryptography;
using System.Text;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// Rpm's own identifiers as FHIR ids (<c>[A-Za-z0-9\-.]{1,64}</c>): as they are where they fit, else <c>z.</c> and their
/// base 32, else (too long for that) <c>h.</c> and a hash, which is found again by searching the registry.
/// </summary>
internal static class FhirIds
{
    public const int MaxLength = 64;
    private const string Encoded = "z.";
    private const string Hashed = "h.";

    /// <summary>The FHIR id of an identifier; the same one always.</summary>
    public static string Of(string id)
    {
        if (IsValid(id) && !id.StartsWith(Encoded, StringComparison.Ordinal) && !id.StartsWith(Hashed, StringComparison.Ordinal))
        {
            return id;
        }

        var bytes = Encoding.UTF8.GetBytes(id);
        return Base32.Length(bytes.Length) <= MaxLength - Encoded.Length
            ? Encoded + Base32.Encode(bytes)
            : Hashed + Base32.Encode(SHA256.HashData(bytes));
    }

    /// <summary>The identifier behind a FHIR id; <paramref name="known"/> is looked through for a hashed one. Null where it cannot be told.</summary>
    public static string? Resolve(string fhirId, IEnumerable<string> known)
    {
        if (fhirId.StartsWith(Hashed, StringComparison.Ordinal))
        {
            return known.FirstOrDefault(id => id.Length > 30 && Of(id) == fhirId);
        }

        if (fhirId.StartsWith(Encoded, StringComparison.Ordinal))
        {
            return Base32.TryDecode(fhirId.AsSpan(Encoded.Length), out var bytes) && Encoding.UTF8.GetString(bytes) is var id && Of(id) == fhirId ? id : null;
        }

        return IsValid(fhirId) ? fhirId : null;
    }

    /// <summary>Whether the text is a FHIR id.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
