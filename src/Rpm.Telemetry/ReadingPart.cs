namespace Rpm.Telemetry;

/// <summary>That a reading is a part: a vendor sends it in a message of its own, and it belongs to a reading of the same device and time.</summary>
/// <param name="Whole">The kind of the reading that it completes.</param>
/// <param name="WholeId">The id of that reading, where the parts have one in common; else empty.</param>
/// <param name="Within">How long that reading is waited for; then the part stands for itself.</param>
public readonly record struct ReadingPart(Kind Whole, ReadingId WholeId, TimeSpan Within)
{
    /// <summary>The part as it completes the other reading: of that one's kind, and marked <see cref="ReadingFlags.Part"/>.</summary>
    public Reading Complete(in Reading alone)
    {
        var part = alone;
        part.Kind = Whole;
        part.Flags |= ReadingFlags.Part;
        part.Values = default;
        var definition = Kinds.Of(Whole);
        for (var i = 0; i < alone.Values.Count; i++)
        {
            var (measure, quantity) = alone.Values[i];
            // What a heart rate is alone is the pulse of a cuff or an oximeter.
            part.Values.Add(measure == Measure.HeartRate && definition.Find(measure) is null ? Measure.Pulse : measure, quantity);
        }

        return part;
    }
}
