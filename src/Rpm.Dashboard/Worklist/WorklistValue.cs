using Rpm.Dashboard.Charts;
using Rpm.Dashboard.Patients;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>Values in a row: as people write them, glucose in the site's unit, blood pressure as a pair.</summary>
public static class WorklistValue
{
    private static readonly TimeSpan Slope = TimeSpan.FromMinutes(15);

    /// <summary>A quantity with unit; glucose in the site's unit.</summary>
    public static string Of(Quantity quantity, Measure? measure, Unit glucose) => $"{Number(quantity, measure, glucose)} {Units.Display(UnitOf(quantity.Unit, measure, glucose))}".TrimEnd();

    /// <summary>A computed value of the measure's canonical unit, with unit.</summary>
    public static string OfCanonical(double value, Measure measure, Unit glucose)
    {
        var unit = UnitOf(Measures.CanonicalUnit(measure), measure, glucose);
        return $"{UnitText.Number(Units.FromCanonical(value, unit), unit)} {Units.Display(unit)}".TrimEnd();
    }

    /// <summary>The newest value of the row's measure; null where there is none.</summary>
    public static (string Number, string Unit, Instant Time, bool Test)? Latest(IReadOnlyList<LatestValue>? latest, Measure? measure, Unit glucose)
    {
        if (measure is not { } wanted || latest?.FirstOrDefault(v => v.Measure == wanted) is not { } value)
        {
            return null;
        }

        var number = Number(value.Quantity, wanted, glucose);
        if (wanted is Measure.Systolic or Measure.Diastolic
            && latest.FirstOrDefault(v => v.Measure == (wanted == Measure.Systolic ? Measure.Diastolic : Measure.Systolic) && v.Time == value.Time) is { } other)
        {
            var rest = Number(other.Quantity, other.Measure, glucose);
            number = wanted == Measure.Systolic ? $"{number}/{rest}" : $"{rest}/{number}";
        }

        return (number, Units.Display(UnitOf(value.Quantity.Unit, wanted, glucose)), value.Time, value.Test);
    }

    /// <summary>Where the course is going; null where too little is known.</summary>
    public static Trend? TrendOf(Course? course, Measure? measure)
    {
        if (course is not { Slots.Count: > 1 } || measure is null)
        {
            return null;
        }

        var newest = course.Slots[^1];
        if (measure != Measure.Glucose)
        {
            return Trend.OfChange((decimal)(newest.Last - course.Slots[^2].Last));
        }

        var before = course.Slots.FirstOrDefault(s => s.Time > newest.Time - Slope);
        var minutes = (newest.Time - before.Time).TotalMinutes;
        return minutes < 7 ? null : Trend.OfGlucose((newest.Last - before.Last) / minutes);
    }

    private static string Number(Quantity quantity, Measure? measure, Unit glucose)
    {
        var unit = UnitOf(quantity.Unit, measure, glucose);
        if (quantity.Unit == unit)
        {
            return UnitText.Number(quantity);
        }

        var sign = quantity.Comparator switch { Comparator.Low => "below ", Comparator.High => "above ", _ => "" };
        return sign + UnitText.Number(ChartSources.In(quantity, unit), unit);
    }

    private static Unit UnitOf(Unit unit, Measure? measure, Unit glucose) =>
        measure == Measure.Glucose && unit is Unit.MilligramPerDecilitre or Unit.MillimolePerLitre ? glucose : unit;
}
