namespace Rpm.DeviceSim.Physiology;

/// <summary>
/// Something that befalls a patient at the start of the ward and again and again: a rise (or fall) to the full effect, a
/// time there, a recovery, a pause. The first one is at its full effect <see cref="LeadIn"/> after the start.
/// </summary>
/// <param name="Target">Where the measured value goes, in its own unit; null = what is usual for the sensor.</param>
internal sealed record Episode(TimeSpan LeadIn, TimeSpan Onset, TimeSpan Hold, TimeSpan Recovery, TimeSpan Pause, double? Target = null)
{
    /// <summary>Low sugar: down within ten minutes, longer low than the 15 minutes that make an episode, sugar taken.</summary>
    public static readonly Episode Hypoglycaemia =
        new(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(16), TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(20));

    /// <summary>Saturation down within half a minute, two and a half minutes low.</summary>
    public static readonly Episode Desaturation =
        new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(150), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(6));

    /// <summary>Severely raised pressure that a repeat measurement confirms.</summary>
    public static readonly Episode HypertensiveCrisis =
        new(TimeSpan.Zero, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20));

    /// <summary>One that does not come back: it begins at a time and is at its full effect after <paramref name="onset"/>.</summary>
    public static Episode Once(TimeSpan begin, TimeSpan onset, TimeSpan hold, TimeSpan recovery, double? target = null) =>
        new(begin + onset, onset, hold, recovery, TimeSpan.FromDays(3650), target);

    /// <summary>How much of the effect is there, 0 to 1.</summary>
    public double Strength(TimeSpan elapsed)
    {
        var phase = elapsed - LeadIn;
        if (phase < -Onset)
        {
            return 0;
        }

        var period = Onset + Hold + Recovery + Pause;
        phase = TimeSpan.FromTicks((phase.Ticks % period.Ticks + period.Ticks) % period.Ticks);
        if (phase < Hold)
        {
            return 1;
        }

        phase -= Hold;
        if (phase < Recovery)
        {
            return 1 - phase / Recovery;
        }

        phase -= Recovery;
        return phase < Pause ? 0 : (phase - Pause) / Onset;
    }
}
