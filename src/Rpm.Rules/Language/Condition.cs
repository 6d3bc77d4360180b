using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>A compiled condition. Evaluating allocates nothing.</summary>
internal abstract class Condition
{
    public abstract Truth Evaluate(in MeasureValues values, QualityFlags quality);

    /// <summary>The first comparison, in the order written, that is true of the reading; null where none is.</summary>
    public virtual CompareCondition? Deciding(in MeasureValues values, QualityFlags quality) => null;
}

internal sealed class AndCondition(Condition left, Condition right) : Condition
{
    public override Truth Evaluate(in MeasureValues values, QualityFlags quality)
    {
        var truth = left.Evaluate(values, quality);
        return truth == Truth.False ? truth : (Truth)Math.Min((sbyte)truth, (sbyte)right.Evaluate(values, quality));
    }

    public override CompareCondition? Deciding(in MeasureValues values, QualityFlags quality) =>
        left.Deciding(values, quality) ?? right.Deciding(values, quality);
}

internal sealed class OrCondition(Condition left, Condition right) : Condition
{
    public override Truth Evaluate(in MeasureValues values, QualityFlags quality)
    {
        var truth = left.Evaluate(values, quality);
        return truth == Truth.True ? truth : (Truth)Math.Max((sbyte)truth, (sbyte)right.Evaluate(values, quality));
    }

    public override CompareCondition? Deciding(in MeasureValues values, QualityFlags quality) =>
        left.Deciding(values, quality) ?? right.Deciding(values, quality);
}

internal sealed class NotCondition(Condition inner) : Condition
{
    public override Truth Evaluate(in MeasureValues values, QualityFlags quality) => (Truth)(-(sbyte)inner.Evaluate(values, quality));
}

internal sealed class QualityCondition(QualityFlags flag) : Condition
{
    public override Truth Evaluate(in MeasureValues values, QualityFlags quality) => (quality & flag) != 0 ? Truth.True : Truth.False;
}
