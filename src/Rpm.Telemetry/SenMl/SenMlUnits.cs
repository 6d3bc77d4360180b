namespace Rpm.Telemetry.SenMl;

/// <summary>Units of the SenML registry (RFC 8428, RFC 8798) that are not UCUM's spelling, and what makes them a unit of Rpm. Exact in decimal.</summary>
internal static class SenMlUnits
{
    /// <summary>The unit of a SenML or UCUM code, or of a spelling that senders use.</summary>
    /// <param name="text">The code.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="shift">Power of ten to multiply by.</param>
    /// <param name="plusHundredths">Hundredths to add afterwards.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out Unit unit, out int shift, out long plusHundredths)
    {
        (shift, plusHundredths) = (0, 0);
        if (text.SequenceEqual("/"u8))
        {
            (unit, shift) = (Unit.Percent, 2);
        }
        else if (text.SequenceEqual("/100"u8) || text.SequenceEqual("%EL"u8))
        {
            unit = Unit.Percent;
        }
        else if (text.SequenceEqual("beat/min"u8))
        {
            unit = Unit.PerMinute;
        }
        else if (text.SequenceEqual("Pa"u8))
        {
            (unit, shift) = (Unit.Kilopascal, -3);
        }
        else if (text.SequenceEqual("hPa"u8))
        {
            (unit, shift) = (Unit.Kilopascal, -1);
        }
        else if (text.SequenceEqual("K"u8))
        {
            (unit, plusHundredths) = (Unit.Celsius, -27315);
        }
        else if (text.SequenceEqual("dBm"u8) || text.SequenceEqual("dBW"u8))
        {
            unit = Unit.None;
        }
        else
        {
            return Units.TryParse(text, out unit);
        }

        return true;
    }
}
