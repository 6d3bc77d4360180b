namespace Rpm.Rules.Language;

/// <summary>A parsed condition. <see cref="Start"/> is the offset in its text, for faults.</summary>
internal abstract record Expression(int Start)
{
    /// <summary>The same condition in one spelling, whatever blanks and brackets it was written with; the rule's hash is made of it.</summary>
    public abstract string Canonical();

    /// <summary>This condition and all within it.</summary>
    public virtual IEnumerable<Expression> All() => [this];
}

internal sealed record AndExpression(int Start, Expression Left, Expression Right) : Expression(Start)
{
    public override string Canonical() => $"({Left.Canonical()} and {Right.Canonical()})";

    public override IEnumerable<Expression> All() => [this, .. Left.All(), .. Right.All()];
}

internal sealed record OrExpression(int Start, Expression Left, Expression Right) : Expression(Start)
{
    public override string Canonical() => $"({Left.Canonical()} or {Right.Canonical()})";

    public override IEnumerable<Expression> All() => [this, .. Left.All(), .. Right.All()];
}

internal sealed record NotExpression(int Start, Expression Inner) : Expression(Start)
{
    public override string Canonical() => $"not {Inner.Canonical()}";

    public override IEnumerable<Expression> All() => [this, .. Inner.All()];
}

/// <summary>A term against a parameter or a literal, perhaps with an offset.</summary>
internal sealed record CompareExpression(int Start, TermExpression Term, Comparison Comparison, Operand Operand) : Expression(Start)
{
    public override string Canonical() => $"{Term.Canonical()} {Comparison} {Operand.Canonical()}";

    public override IEnumerable<Expression> All() => Term is FunctionTerm { Condition: { } inner } ? [this, .. inner.All()] : [this];
}

internal sealed record QualityExpression(int Start, string Flag) : Expression(Start)
{
    public override string Canonical() => $"quality({Flag})";
}

/// <summary>Nothing usable of a kind for a span. Stands alone.</summary>
internal sealed record SilentExpression(int Start, string Kind, string After) : Expression(Start)
{
    public override string Canonical() => $"silent({Kind}) > {After}";
}

/// <summary>The newest reading of a kind is older than what is still on time for it. Stands alone.</summary>
internal sealed record StaleExpression(int Start, string Kind) : Expression(Start)
{
    public override string Canonical() => $"stale({Kind})";
}

/// <summary>Nothing usable of a kind on the patient's day by a time of day. Stands alone.</summary>
internal sealed record UnmeasuredExpression(int Start, string Kind, string By) : Expression(Start)
{
    public override string Canonical() => $"unmeasured({Kind}) by {By}";
}

/// <summary>A reading of the patient's devices was refused for a reason. Stands alone.</summary>
internal sealed record RefusedExpression(int Start, string Reason) : Expression(Start)
{
    public override string Canonical() => $"refused({Reason})";
}

/// <summary>A time of day in the patient's zone, the end not included.</summary>
internal sealed record TimeExpression(int Start, string From, string To) : Expression(Start)
{
    public override string Canonical() => $"time between {From} and {To}";
}

/// <summary>The left side of a comparison.</summary>
internal abstract record TermExpression(int Start)
{
    public abstract string Canonical();
}

/// <summary>A measure, perhaps with its kind (<c>cgm.glucose</c>), or one of the words <c>age</c>, <c>news2</c>, <c>news2-single</c>.</summary>
internal sealed record NameTerm(int Start, string Name) : TermExpression(Start)
{
    public override string Canonical() => Name;
}

/// <summary>A function of a window.</summary>
/// <param name="Name">The measure; null for a count of a condition.</param>
/// <param name="Condition">What is counted; null for everything else.</param>
/// <param name="Span">How far back, or for a forecast how far ahead.</param>
/// <param name="Depth">How deep a dip is; null for everything else.</param>
internal sealed record FunctionTerm(int Start, string Function, string? Name, Expression? Condition, string Span, CutPoint? Depth) : TermExpression(Start)
{
    public override string Canonical() =>
        $"{Function}({Name ?? Condition!.Canonical()}{(Depth is null ? "" : $", {Depth}")}, {Span})";
}

/// <summary>The right side of a comparison: a parameter's name or a literal, and what is added to it (negative to subtract).</summary>
internal sealed record Operand(int Start, string? Parameter, CutPoint? Literal, CutPoint? Offset)
{
    public string Canonical() => $"{Parameter ?? Literal!.ToString()}{(Offset is null ? "" : $" + {Offset}")}";
}
