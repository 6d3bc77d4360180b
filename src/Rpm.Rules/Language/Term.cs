using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>The left side of a comparison: a measure of the reading, or what a window of readings amounts to.</summary>
internal abstract class Term
{
    /// <summary>The measure it is about; null for a score.</summary>
    public abstract Measure? Measure { get; }

    /// <summary>The units in which it may come out.</summary>
    public abstract IReadOnlyList<Unit> Units { get; }

    /// <summary>What it computes, as an alert shows it (<c>rate(glucose, 15 min)</c>); null for a measure of the reading itself.</summary>
    public virtual string? Computed => null;

    /// <summary>How far back it looks in milliseconds; 0 = this reading alone.</summary>
    public virtual long Span => 0;

    /// <summary>Whether it is a difference of two values, so that a limit is converted by scale alone.</summary>
    public virtual bool IsDifference => false;

    /// <summary>Zero, where no living patient has it, is a device's way to say "not measured".</summary>
    public virtual bool ZeroIsNone => false;

    /// <summary>The value, in the unit in which it is judged; false where there is none.</summary>
    public abstract bool TryGet(in Judgement judgement, out Quantity value);
}
