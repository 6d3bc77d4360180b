namespace Rpm.DeviceSim.Physiology;

/// <summary>What devices show beside the truth.</summary>
internal enum Artefacts
{
    /// <summary>Noise alone, and smaller meals: nothing that a rule should speak of.</summary>
    Calm,
    /// <summary>Motion, compression, warm-up, white coats, ordinary meals.</summary>
    Usual,
}
