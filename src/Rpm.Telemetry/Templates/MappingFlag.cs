namespace Rpm.Telemetry.Templates;

/// <summary>A quality or a flag that a reading has when an expression finds one of some values.</summary>
/// <param name="Quality">The quality bit; none for a flag.</param>
/// <param name="Flag">The flag; none for a quality.</param>
/// <param name="When">The expression.</param>
/// <param name="Values">What it must find; empty: anything but nothing, false and zero.</param>
internal sealed record MappingFlag(QualityFlags Quality, ReadingFlags Flag, MappingExpression When, IReadOnlyList<byte[]> Values)
{
    public bool Holds(in MappingScope scope)
    {
        var value = When.Evaluate(scope);
        if (value.Type is MappingValueType.Absent or MappingValueType.Failed)
        {
            return false;
        }

        for (var i = 0; i < Values.Count; i++)
        {
            if (value.Word.SequenceEqual(Values[i]))
            {
                return true;
            }
        }

        return Values.Count == 0 && value.Type != MappingValueType.False && !value.Utf8.SequenceEqual("0"u8);
    }
}
