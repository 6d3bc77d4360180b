using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>A compiled condition. Evaluating allocates nothing.</summary>
internal abstract class Condition
{
    public abstract Truth Evaluate(in Judgement judgement);

    /// <summary>The first comparison, in the order written, that is true; null where none is.</summary>
    public virtual CompareCondition? Deciding(in Judgement judgement) => null;

    /// <summary>Narrows the band of values in which this cannot be true, or refuses it.</summary>
    public abstract void Calm(CalmBand band);
}

internal sealed class AndCondition(Condition left, Condition right) : Condition
{
    public override Truth Evaluate(in Judgement judgement)
    {
        var truth = left.Evaluate(judgement);
        return truth == Truth.False ? truth : (Truth)Math.Min((sbyte)truth, (sbyte)right.Evaluate(judgement));
    }

    public override CompareCondition? Deciding(in Judgement judgement) => left.Deciding(judgement) ?? right.Deciding(judgement);

    // Either side suffices to keep it from being true.
    public override void Calm(CalmBand band)
    {
        if (!band.TryNarrow(left) && !band.TryNarrow(right))
        {
            band.Refuse();
        }
    }
}

internal sealed class OrCondition(Condition left, Condition right) : Condition
{
    public override Truth Evaluate(in Judgement judgement)
    {
        var truth = left.Evaluate(judgement);
        return truth == Truth.True ? truth : (Truth)Math.Max((sbyte)truth, (sbyte)right.Evaluate(judgement));
    }

    public override CompareCondition? Deciding(in Judgement judgement) => left.Deciding(judgement) ?? right.Deciding(judgement);

    public override void Calm(CalmBand band)
    {
        left.Calm(band);
        right.Calm(band);
    }
}

internal sealed class NotCondition(Condition inner) : Condition
{
    public override Truth Evaluate(in Judgement judgement) => (Truth)(-(sbyte)inner.Evaluate(judgement));

    public override void Calm(CalmBand band) => band.Refuse();
}

internal sealed class QualityCondition(QualityFlags flag) : Condition
{
    public override Truth Evaluate(in Judgement judgement) => (judgement.Sample.Quality & flag) != 0 ? Truth.True : Truth.False;

    // A band is only asked of readings without any flag.
    public override void Calm(CalmBand band)
    {
    }
}

/// <summary>True in a time of day, and otherwise not false but unknown: the end of an hour is no good news and clears nothing.</summary>
internal sealed class TimeOfDayCondition(int from, int to) : Condition
{
    public override Truth Evaluate(in Judgement judgement)
    {
        var minute = judgement.Traits.MinuteOfDay(judgement.Sample.Time);
        return (from <= to ? minute >= from && minute < to : minute >= from || minute < to) ? Truth.True : Truth.Unknown;
    }

    public override void Calm(CalmBand band) => band.Refuse();
}

/// <summary>A reading of the patient's devices was refused for this reason.</summary>
internal sealed class RefusedCondition(RejectReason reason) : Condition
{
    // Refused for another reason is no good news.
    public override Truth Evaluate(in Judgement judgement) =>
        judgement.Sample.Refused == reason ? Truth.True : judgement.Sample.Refused == RejectReason.None ? Truth.False : Truth.Unknown;

    public override void Calm(CalmBand band) => band.Refuse();
}
