using System.Globalization;

namespace Rpm.Ingest.Settings;

/// <summary>A number of bytes; in settings a plain number, or one with <c>KiB</c>, <c>MiB</c>, <c>GiB</c> or <c>TiB</c> (<c>KB</c>… mean the same).</summary>
internal readonly record struct ByteSize(long Bytes)
{
    private const string Prefixes = "KMGT";

    /// <summary>The size that <paramref name="text"/> says, or false.</summary>
    public static bool TryParse(string text, out ByteSize size)
    {
        size = default;
        var digits = text.AsSpan().Trim();
        var unit = digits.TrimStart("0123456789.");
        digits = digits[..^unit.Length];
        unit = unit.Trim();
        var factor = 1L;
        if (unit.Length > 0 && !unit.Equals("B", StringComparison.OrdinalIgnoreCase))
        {
            var power = Prefixes.IndexOf(char.ToUpperInvariant(unit[0]), StringComparison.Ordinal);
            if (power < 0 || !(unit[1..] is "" or "B" or "b" or "iB"))
            {
                return false;
            }

            factor = 1L << (10 * (power + 1));
        }

        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * factor > long.MaxValue)
        {
            return false;
        }

        size = new ByteSize((long)(number * factor));
        return true;
    }

    /// <summary>The largest unit that says it without a fraction, for example <c>4GiB</c>.</summary>
    public override string ToString()
    {
        var (number, power) = (Bytes, 0);
        while (number != 0 && number % 1024 == 0 && power < Prefixes.Length)
        {
            (number, power) = (number / 1024, power + 1);
        }

        return power == 0
            ? number.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{number}{Prefixes[power - 1]}iB");
    }
}
