namespace Rpm.DeviceSim.Physiology;

/// <summary>
/// One person's constants of the model (Hovorka et al. 2004, table 1 and text), each within a fifth of the published one. Glucose in mmol,
/// insulin in mU, minutes.
/// </summary>
internal sealed class GlucoseParameters
{
    /// <summary>Deactivation rates of insulin's three effects, 1/min.</summary>
    public const double Ka1 = 0.006, Ka2 = 0.06, Ka3 = 0.03;

    /// <summary>Insulin elimination, 1/min.</summary>
    public const double Ke = 0.138;

    /// <summary>Part of the carbohydrates that is absorbed.</summary>
    public const double Absorbed = 0.8;

    public GlucoseParameters(SmoothNoise noise)
    {
        double Vary(int place, double value, double by = 0.2) => value * (1 + by * (2 * noise.Uniform(place) - 1));
        var weight = Vary(0, 75);
        NonInsulinFlux = 0.0097 * weight;
        Production = 0.0161 * weight;
        GlucoseVolume = 0.16 * weight;
        InsulinVolume = 0.12 * weight;
        Transfer = Vary(1, 0.066);
        (Transport, Disposal, Suppression) = (Vary(2, 51.2e-4), Vary(3, 8.2e-4), Vary(4, 520e-4));
        InsulinDelay = Vary(5, 55, 0.15);
        GutDelay = Vary(6, 40, 0.25);
        Target = Vary(7, 6.2, 0.08);
        Dawn = Vary(8, 0.22, 0.5);

        // The insulin that keeps the target; the balance falls as insulin rises.
        double low = 0, high = 60;
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Balance(middle) > 0 ? (middle, high) : (low, middle);
        }

        Insulin = low;
        var q1 = GlucoseVolume * Target;
        var (x1, x2) = (Transport * Insulin, Disposal * Insulin);
        var perUnit = Transport * q1 * x2 / (Transfer + x2) + Disposal * q1 * x1 * Transfer / Math.Pow(Transfer + x2, 2) + Suppression * Production;
        InsulinPerGram = Absorbed * 1000 / 180.156 / (perUnit / (Ke * InsulinVolume));
    }

    /// <summary>F01, mmol/min.</summary>
    public double NonInsulinFlux { get; }

    /// <summary>EGP0, mmol/min.</summary>
    public double Production { get; }

    /// <summary>VG and VI, litres.</summary>
    public double GlucoseVolume { get; }

    public double InsulinVolume { get; }

    /// <summary>k12, 1/min.</summary>
    public double Transfer { get; }

    /// <summary>Sensitivities: of transport and disposal 1/min per mU/L, of production per mU/L.</summary>
    public double Transport { get; }

    public double Disposal { get; }

    public double Suppression { get; }

    /// <summary>Time to the maximum of absorbed insulin and carbohydrate, min.</summary>
    public double InsulinDelay { get; }

    public double GutDelay { get; }

    /// <summary>Glucose that the person's treatment aims at, mmol/L.</summary>
    public double Target { get; }

    /// <summary>How much production rises before breakfast.</summary>
    public double Dawn { get; }

    /// <summary>Plasma insulin that keeps the target, mU/L.</summary>
    public double Insulin { get; }

    /// <summary>The infusion that keeps it, mU/min.</summary>
    public double BasalInsulin => Insulin * Ke * InsulinVolume;

    /// <summary>Insulin that disposes of a gram of carbohydrate near the target, mU.</summary>
    public double InsulinPerGram { get; }

    private double Balance(double insulin)
    {
        var (x1, x2, q1) = (Transport * insulin, Disposal * insulin, GlucoseVolume * Target);
        return -NonInsulinFlux - x1 * q1 + Transfer * (x1 * q1 / (Transfer + x2)) + Production * (1 - Suppression * insulin);
    }
}
