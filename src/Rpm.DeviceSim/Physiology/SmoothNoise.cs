namespace Rpm.DeviceSim.Physiology;

/// <summary>
/// Repeatable randomness without state: the same seed and place give the same number on every machine, in any order of asking.
/// </summary>
internal readonly record struct SmoothNoise(ulong Seed)
{
    /// <summary>Another, independent source.</summary>
    public SmoothNoise Branch(ulong stream) => new(Mix(Seed ^ Mix(stream + 0x632BE59BD9B4E019)));

    /// <summary>Evenly spread in [0, 1), independent for each <paramref name="place"/>.</summary>
    public double Uniform(long place) => (Mix(Seed + (ulong)place * 0x9E3779B97F4A7C15) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A smooth curve in [-1, 1] that passes a new independent value at every whole <paramref name="x"/>.</summary>
    public double At(double x)
    {
        var left = Math.Floor(x);
        var (a, b) = (2 * Uniform((long)left) - 1, 2 * Uniform((long)left + 1) - 1);
        var t = x - left;
        return a + (b - a) * t * t * (3 - 2 * t);
    }

    // The finalizer of SplitMix64.
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
