namespace Rpm.Telemetry.Templates;

/// <summary>How a template says the unit of a value.</summary>
/// <param name="Fixed">The unit, where the template knows it.</param>
/// <param name="Expression">Where the message says it.</param>
/// <param name="Words">What the message's words for units mean, beside UCUM and the usual spellings.</param>
internal sealed record MappingUnit(Unit? Fixed, MappingExpression? Expression, IReadOnlyList<KeyValuePair<byte[], Unit>> Words)
{
    /// <summary>The unit of this message; false where its word is not known. Null where it says none.</summary>
    public bool TryRead(in MappingScope scope, out Unit? unit)
    {
        unit = Fixed;
        if (Expression is null)
        {
            return true;
        }

        var word = Expression.Evaluate(scope).Word;
        if (word.IsEmpty)
        {
            return true;
        }

        for (var i = 0; i < Words.Count; i++)
        {
            if (word.SequenceEqual(Words[i].Key))
            {
                unit = Words[i].Value;
                return true;
            }
        }

        var known = Units.TryParse(word, out var named);
        unit = known ? named : null;
        return known;
    }
}
