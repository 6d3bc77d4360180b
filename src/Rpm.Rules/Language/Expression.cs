using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>A parsed condition. <see cref="Start"/> is the offset in its text, for faults.</summary>
internal abstract record Expression(int Start)
{
    /// <summary>The same condition in one spelling, whatever blanks and brackets it was written with; the rule's hash is made of it.</summary>
    public abstract string Canonical();
}

internal sealed record AndExpression(int Start, Expression Left, Expression Right) : Expression(Start)
{
    public override string Canonical() => $"({Left.Canonical()} and {Right.Canonical()})";
}

internal sealed record OrExpression(int Start, Expression Left, Expression Right) : Expression(Start)
{
    public override string Canonical() => $"({Left.Canonical()} or {Right.Canonical()})";
}

internal sealed record NotExpression(int Start, Expression Inner) : Expression(Start)
{
    public override string Canonical() => $"not {Inner.Canonical()}";
}

/// <summary>A measure, perhaps with its kind (<c>cgm.glucose</c>), against a parameter or a literal, perhaps with an offset.</summary>
internal sealed record CompareExpression(int Start, string Name, Comparison Comparison, Operand Operand) : Expression(Start)
{
    public override string Canonical() => $"{Name} {Comparison} {Operand.Canonical()}";
}

internal sealed record QualityExpression(int Start, string Flag) : Expression(Start)
{
    public override string Canonical() => $"quality({Flag})";
}

internal sealed record SilentExpression(int Start, string Kind, string After) : Expression(Start)
{
    public override string Canonical() => $"silent({Kind}) > {After}";
}

/// <summary>The right side of a comparison: a parameter's name or a literal, and what is added to it (negative to subtract).</summary>
internal sealed record Operand(int Start, string? Parameter, CutPoint? Literal, CutPoint? Offset)
{
    public string Canonical() => $"{Parameter ?? Literal!.ToString()}{(Offset is null ? "" : $" + {Offset}")}";
}
