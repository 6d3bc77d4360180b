using System.Globalization;
using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>The payload that slots point into, and what can be read at one.</summary>
internal readonly ref struct JsonSource(ReadOnlySpan<byte> payload)
{
    /// <summary>No text that is looked at is longer; a longer one is no time, unit, name or number.</summary>
    public const int LongestText = 512;

    private readonly ReadOnlySpan<byte> _payload = payload;

    /// <summary>The characters as they stand, escapes and all.</summary>
    public ReadOnlySpan<byte> Raw(JsonSlot slot) => _payload.Slice(slot.Start, slot.Length);

    /// <summary>The text of a string; false where it is too long, or has half of a surrogate pair.</summary>
    /// <param name="slot">The string.</param>
    /// <param name="scratch">Room for <see cref="LongestText"/>, needed only where the string has an escape.</param>
    /// <param name="utf8">The text.</param>
    public bool TryText(JsonSlot slot, Span<byte> scratch, out ReadOnlySpan<byte> utf8)
    {
        utf8 = Raw(slot);
        if (utf8.Length > LongestText)
        {
            return false;
        }

        if (!slot.Escaped)
        {
            return true;
        }

        var length = JsonText.Unescape(utf8, scratch);
        utf8 = scratch[..Math.Max(0, length)];
        return length >= 0;
    }

    public bool TryInteger(JsonSlot slot, out long value)
    {
        value = 0;
        return slot.Type == JsonTokenType.Number && long.TryParse(Raw(slot), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
