namespace Rpm.DeviceSim.Physiology;

/// <summary>The daily course that pressure and pulse share.</summary>
internal static class Circadian
{
    /// <summary>-1 in the small hours, +1 in the late afternoon, with the steep rise before getting up.</summary>
    public static double Warmth(double hour)
    {
        var main = Math.Cos((hour - 16) / 24 * 2 * Math.PI);
        var morning = 0.25 * Math.Exp(-Math.Pow((hour - 9) / 2, 2));
        return Math.Clamp(main + morning, -1, 1);
    }
}
