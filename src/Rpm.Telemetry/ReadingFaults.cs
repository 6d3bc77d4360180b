namespace Rpm.Telemetry;

/// <summary>What to tell an integrator about a reading that <see cref="ReadingCheck"/> refused. Names members and rules, never a value.</summary>
internal static class ReadingFaults
{
    public static string Describe(RejectReason reason, Measure measure)
    {
        var name = measure == default ? "the reading" : Measures.Name(measure);
        return reason switch
        {
            RejectReason.MissingTime => "time is missing",
            RejectReason.TimeWithoutZone => "time has no offset from UTC",
            RejectReason.TimeInFuture => "time is too far ahead of the receipt",
            RejectReason.TimeTooOld => "time is too long ago",
            RejectReason.MissingValue => $"{name} is required",
            RejectReason.InvalidValue => $"{name} is not a number, or not one that can be kept",
            RejectReason.MissingUnit => "unit is required for this kind",
            RejectReason.UnknownUnit => "unit is not one of this kind's",
            RejectReason.Implausible when measure == Measure.Diastolic => "diastolic is out of its plausible range, or not below systolic",
            RejectReason.Implausible => $"{name} is out of its plausible range",
            RejectReason.NotAMeasurement => "control solution is not a patient's sample",
            RejectReason.TestNotAllowed => "test readings are not allowed here",
            _ => RejectReasons.Code(reason),
        };
    }
}
