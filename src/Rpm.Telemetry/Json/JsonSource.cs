using System.Globalization;
using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>The payload that slots point into, and what can be read at one.</summary>
/// <param name="payload">The payload.</param>
/// <param name="scratch">Room for one text of <see cref="LongestText"/>; may be empty where no string has an escape.</param>
internal readonly ref struct JsonSource(ReadOnlySpan<byte> payload, Span<byte> scratch)
{
    /// <summary>No text that is looked at is longer; a longer one is no time, unit, name or number.</summary>
    public const int LongestText = 512;

    private readonly ReadOnlySpan<byte> _payload = payload;
    private readonly Span<byte> _scratch = scratch;

    /// <summary>The characters as they stand, escapes and all.</summary>
    public ReadOnlySpan<byte> Raw(in JsonSlot slot) => _payload.Slice(slot.Start, slot.Length);

    /// <summary>The text of a string, valid until the next is asked for; false where it is too long, or has half of a surrogate pair.</summary>
    public bool TryText(in JsonSlot slot, out ReadOnlySpan<byte> utf8)
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

        var length = JsonText.Unescape(utf8, _scratch);
        utf8 = _scratch[..Math.Max(0, length)];
        return length >= 0;
    }

    public bool TryInteger(in JsonSlot slot, out long value)
    {
        value = 0;
        return slot.Type == JsonTokenType.Number && long.TryParse(Raw(slot), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
