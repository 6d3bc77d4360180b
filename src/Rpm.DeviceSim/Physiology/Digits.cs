using Rpm.Telemetry;

namespace Rpm.DeviceSim.Physiology;

/// <summary>What a device's display makes of a number.</summary>
internal static class Digits
{
    /// <summary>Rounded to so many decimals, which are then part of the quantity.</summary>
    public static Quantity Of(double value, int decimals, Unit unit) =>
        new((long)Math.Round(value * Math.Pow(10, decimals), MidpointRounding.AwayFromZero), (byte)decimals, unit);
}
