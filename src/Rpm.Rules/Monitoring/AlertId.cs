using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rpm.Rules.Monitoring;

/// <summary>Alert identifiers: derived, so that a replay gives the same one, and without the patient in them.</summary>
public static class AlertId
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 26;

    /// <summary>Base32 of the first 130 bits of SHA-256 over patient, rule and journal position of the first breach.</summary>
    public static string Of(string patient, string pack, string rule, bool test, long position) =>
        Of(string.Create(CultureInfo.InvariantCulture, $"{patient}|{pack}/{rule}|{(test ? "test|" : "")}{position}"));

    /// <summary>Base32 of the first 130 bits of SHA-256 over what makes the alert the one it is.</summary>
    public static string Of(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return string.Create(Length, hash, static (characters, bytes) =>
        {
            for (var i = 0; i < characters.Length; i++)
            {
                var bit = i * 5;
                var pair = (bytes[bit / 8] << 8) | bytes[(bit / 8) + 1];
                characters[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
            }
        });
    }
}
