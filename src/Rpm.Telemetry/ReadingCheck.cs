namespace Rpm.Telemetry;

/// <summary>
/// The rules that hold for a reading whatever format it came in: the window of time, test readings, plausible numbers, technical
/// findings. Every decoder ends with it.
/// </summary>
/// <remarks>
/// A sensor that is not on the patient is a finding about the sensor, never a low. So a zero SpO₂ or pulse of an oximeter
/// becomes absent and the reading is marked <see cref="QualityFlags.SensorOff"/>; a reading so marked may lack its required
/// members, and an implausible required one becomes absent. It is stored like any other, and there is no number in it that
/// anything could take for a measurement. A cuff's zero pulse says nothing about its pressures: it is dropped like any
/// implausible optional member.
/// </remarks>
public static class ReadingCheck
{
    /// <summary>
    /// Judges the reading that <paramref name="batch"/> was given last and takes out the members that cannot be. On a reason other
    /// than <see cref="RejectReason.None"/> the caller takes the reading back and rejects it.
    /// </summary>
    /// <param name="reading">Complete, with <see cref="Reading.Values"/> in the kind's order.</param>
    /// <param name="context">When it was received, and the limits.</param>
    /// <param name="batch">Hears of dropped members.</param>
    /// <param name="measure">The member at fault, where the reason is about one.</param>
    public static RejectReason Apply(ref Reading reading, in DecodeContext context, ReadingBatch batch, out Measure measure)
    {
        measure = default;
        var limits = context.Limits;
        if (reading.Time - context.Received > limits.MaxFuture)
        {
            return RejectReason.TimeInFuture;
        }

        if (context.Received - reading.Time > limits.MaxAge)
        {
            return RejectReason.TimeTooOld;
        }

        if (reading.IsTest && !limits.AllowTest)
        {
            return RejectReason.TestNotAllowed;
        }

        if (reading.Kind == Kind.Glucose && reading.Values.TryGet(Measure.Sample, out var sample) && sample.Mantissa == (long)SampleType.ControlSolution)
        {
            measure = Measure.Sample;
            return RejectReason.NotAMeasurement;
        }

        if (reading.Kind == Kind.PulseOximetry && (IsZero(reading, Measure.Spo2) || IsZero(reading, Measure.Pulse)))
        {
            reading.Quality |= QualityFlags.SensorOff;
        }

        return AllFit(reading, limits) ? RejectReason.None : KeepPlausible(ref reading, limits, batch, out measure);
    }

    // As nearly every reading is: nothing to take out.
    private static bool AllFit(in Reading reading, DecodeLimits limits)
    {
        var present = 0u;
        var members = reading.Values.Members;
        foreach (ref readonly var value in members)
        {
            if (!limits.Fits(in value) || (value.Measure is Measure.Spo2 or Measure.Diastolic or Measure.Map && !Agrees(in value, members)))
            {
                return false;
            }

            present |= 1u << (int)value.Measure;
        }

        return (Kinds.Of(reading.Kind).RequiredMask & ~present) == 0;
    }

    // What a measure's own range does not say: a saturation is never zero, and diastolic, mean and systolic pressure lie in this order.
    private static bool Agrees(ref readonly MeasureValue value, ReadOnlySpan<MeasureValue> members)
    {
        if (value.Comparator != Comparator.None)
        {
            return true;
        }

        if (value.Measure == Measure.Spo2)
        {
            return value.Mantissa != 0;
        }

        foreach (ref readonly var other in members)
        {
            var agrees = (value.Measure, other.Measure) switch
            {
                (Measure.Diastolic, Measure.Systolic) => IsBelow(in value, in other),
                (Measure.Map, Measure.Systolic) => !IsBelow(in other, in value),
                (Measure.Map, Measure.Diastolic) => !IsBelow(in value, in other),
                _ => true,
            };
            if (!agrees)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsBelow(ref readonly MeasureValue one, ref readonly MeasureValue other) =>
        one.Decimals == other.Decimals ? one.Mantissa < other.Mantissa : one.Quantity.Value < other.Quantity.Value;

    private static bool IsZero(in Reading reading, Measure measure) => reading.Values.TryGet(measure, out var quantity) && quantity.Mantissa == 0;

    private static RejectReason KeepPlausible(ref Reading reading, DecodeLimits limits, ReadingBatch batch, out Measure measure)
    {
        var sent = reading.Values;
        var off = (reading.Quality & QualityFlags.SensorOff) != 0;
        reading.Values = default;
        foreach (var member in Kinds.Of(reading.Kind).MemberList)
        {
            measure = member.Measure;
            if (!sent.TryGet(measure, out var quantity))
            {
                if (member.Required && !off)
                {
                    return RejectReason.MissingValue;
                }

                continue;
            }

            if (IsPlausible(reading, measure, quantity, limits))
            {
                reading.Values.Add(measure, quantity);
            }
            else if (member.Required && !off)
            {
                return RejectReason.Implausible;
            }
            else if (quantity.Mantissa != 0 || !off)
            {
                reading.Flags |= ReadingFlags.MemberDropped;
                batch.Drop(measure, RejectReason.Implausible);
            }
        }

        measure = default;
        return RejectReason.None;
    }

    // Members come in the kind's order: diastolic is judged against the systolic kept, mean pressure against both.
    private static bool IsPlausible(in Reading reading, Measure measure, Quantity quantity, DecodeLimits limits)
    {
        if (quantity.Comparator != Comparator.None)
        {
            return true; // beyond the sensor's range: there is no number to judge
        }

        if (!limits.Plausible(measure).Contains(Units.ToCanonical(quantity)))
        {
            return false;
        }

        return measure switch
        {
            Measure.Spo2 => quantity.Mantissa != 0,
            Measure.Diastolic => !reading.Values.TryGet(Measure.Systolic, out var systolic) || IsBelow(quantity, systolic),
            Measure.Map => (!reading.Values.TryGet(Measure.Systolic, out var upper) || !IsBelow(upper, quantity))
                && (!reading.Values.TryGet(Measure.Diastolic, out var lower) || !IsBelow(quantity, lower)),
            _ => true,
        };
    }

    private static bool IsBelow(Quantity one, Quantity other) =>
        one.Decimals == other.Decimals ? one.Mantissa < other.Mantissa : one.Value < other.Value;
}
