using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// Points of the parts of a National Early Warning Score 2 that devices measure: respiration, saturation, systolic pressure, pulse and
/// temperature. Source: Royal College of Physicians, National Early Warning Score (NEWS) 2, London 2017.
/// </summary>
/// <remarks>
/// The chart has whole numbers, and tenths for temperature. Values in between are rounded half away from zero before they are looked up: 38.05 °C is
/// 38.1 °C and one point.
/// </remarks>
internal static class NewsTable
{
    public const int Parts = 5;

    public const int OxygenPoints = 2;

    private const int Respiration = 0;
    private const int Saturation = 1;
    private const int Systolic = 2;
    private const int Pulse = 3;

    private static readonly Measure[][] Measures =
    [
        [Measure.RespiratoryRate], [Measure.Spo2], [Measure.Systolic], [Measure.Pulse, Measure.HeartRate], [Measure.Temperature],
    ];

    /// <summary>The measure among a reading's values that is this part; null where it carries none that stands for a number.</summary>
    public static Measure? Find(int part, in MeasureValues values)
    {
        foreach (var measure in Measures[part])
        {
            if (values.TryGet(measure, out var quantity) && quantity.Mantissa != 0 && quantity.Comparator == Comparator.None)
            {
                return measure;
            }
        }

        return null;
    }

    /// <summary>Points for a value in the canonical unit.</summary>
    public static int Points(int part, double value, PatientTraits traits)
    {
        var whole = Math.Round(value, MidpointRounding.AwayFromZero);
        return part switch
        {
            Respiration => whole switch { <= 8 => 3, <= 11 => 1, <= 20 => 0, <= 24 => 2, _ => 3 },
            Saturation when traits.HypercapnicTarget => Scale2(whole, traits.Oxygen),
            Saturation => whole switch { <= 91 => 3, <= 93 => 2, <= 95 => 1, _ => 0 },
            Systolic => whole switch { <= 90 => 3, <= 100 => 2, <= 110 => 1, <= 219 => 0, _ => 3 },
            Pulse => whole switch { <= 40 => 3, <= 50 => 1, <= 90 => 0, <= 110 => 1, <= 130 => 2, _ => 3 },
            _ => Temperature(Math.Round(value * 10, MidpointRounding.AwayFromZero)),
        };
    }

    private static int Scale2(double saturation, bool oxygen) => saturation switch
    {
        <= 83 => 3,
        <= 85 => 2,
        <= 87 => 1,
        <= 92 => 0,
        _ when !oxygen => 0,
        <= 94 => 1,
        <= 96 => 2,
        _ => 3,
    };

    private static int Temperature(double tenths) => tenths switch { <= 350 => 3, <= 360 => 1, <= 380 => 0, <= 390 => 1, _ => 2 };
}
