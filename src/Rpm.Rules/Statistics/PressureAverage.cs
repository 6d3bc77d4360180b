namespace Rpm.Rules.Statistics;

/// <summary>The mean of sittings in mmHg, pulse per minute; null where no reading had one.</summary>
/// <param name="Sittings">Readings within ten minutes are one.</param>
/// <param name="Days">Local days that have a sitting.</param>
public sealed record PressureAverage(int Sittings, int Days, double Systolic, double Diastolic, double? Pulse)
{
    /// <summary>Fewer days say nothing about a patient's usual pressure. A choice of this project.</summary>
    public const int LeastDays = 3;

    /// <summary>Whether it may be shown as a statement about the patient.</summary>
    public bool IsEnough => Days >= LeastDays;
}
