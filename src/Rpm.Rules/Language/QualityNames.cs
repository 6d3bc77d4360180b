using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>The contract's words for quality flags, and which of them make a reading unfit to raise or to clear.</summary>
internal static class QualityNames
{
    /// <summary>Such data is not the patient's: it raises nothing and clears nothing, whatever a rule says.</summary>
    public const QualityFlags Unusable = QualityFlags.Invalid | QualityFlags.Demonstration | QualityFlags.Calibration;

    /// <summary>Such a reading may raise (marked questionable) and never clears.</summary>
    public const QualityFlags Questionable = QualityFlags.Movement | QualityFlags.CuffLoose | QualityFlags.Position
        | QualityFlags.LowPerfusion | QualityFlags.WeakSignal | QualityFlags.Questionable | QualityFlags.Early;

    private static readonly (string Name, QualityFlags Flag)[] Names =
    [
        ("movement", QualityFlags.Movement), ("irregular-pulse", QualityFlags.IrregularPulse), ("cuff-loose", QualityFlags.CuffLoose),
        ("position", QualityFlags.Position), ("low-perfusion", QualityFlags.LowPerfusion), ("weak-signal", QualityFlags.WeakSignal),
        ("sensor-off", QualityFlags.SensorOff), ("questionable", QualityFlags.Questionable), ("early", QualityFlags.Early),
    ];

    /// <summary>The flags a rule may ask for. The unusable ones are not among them.</summary>
    public static string All => string.Join(", ", Names.Select(n => n.Name));

    public static bool TryParse(string name, out QualityFlags flag)
    {
        foreach (var entry in Names)
        {
            if (entry.Name == name)
            {
                flag = entry.Flag;
                return true;
            }
        }

        flag = QualityFlags.None;
        return false;
    }
}
