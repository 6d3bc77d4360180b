using System.Globalization;
using Rpm.DeviceSim.Load;

namespace Rpm.DeviceSim.Faults;

/// <summary>The faults of a run, each at most once.</summary>
internal sealed record FaultPlan(IReadOnlyList<Fault> Faults, int Seed)
{
    /// <summary>How a fault is written.</summary>
    public const string Syntax =
        "drop=1%, duplicate=1%, delay=1%:30s, reorder=1%:10, garbage=1%, skew=10%:-90s, outage=50%:20s@30s, storm=50%:30s, half-open=5%@20s, slow=10%:1000";

    /// <summary>The fault of a kind; null where it was not asked for.</summary>
    public Fault? this[FaultKind kind] => Faults.FirstOrDefault(f => f.Kind == kind);

    /// <summary>Reads faults as in <see cref="Syntax"/>; null with the piece that is wrong.</summary>
    public static FaultPlan? Parse(IEnumerable<string> texts, int seed, out string? wrong)
    {
        var faults = new List<Fault>();
        wrong = null;
        foreach (var text in texts.SelectMany(t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (!TryParse(text, out var fault) || faults.Exists(f => f.Kind == fault!.Kind))
            {
                wrong = text;
                return null;
            }

            faults.Add(fault!);
        }

        return new FaultPlan(faults, seed);
    }

    private static bool TryParse(string text, out Fault? fault)
    {
        fault = null;
        var parts = text.Split('=');
        if (parts.Length != 2 || !TryKind(parts[0], out var kind))
        {
            return false;
        }

        var (rest, at, hasAt) = (parts[1], TimeSpan.Zero, parts[1].Contains('@', StringComparison.Ordinal));
        if (hasAt)
        {
            var split = rest.Split('@');
            if (split.Length != 2 || !Spans.TryParse(split[1], out at))
            {
                return false;
            }

            rest = split[0];
        }

        var pieces = rest.Split(':');
        if (pieces.Length > 2 || !TryShare(pieces[0], out var share))
        {
            return false;
        }

        var argument = pieces.Length == 2 ? pieces[1] : null;
        var (count, span) = (0, TimeSpan.Zero);
        var ok = kind switch
        {
            FaultKind.Drop or FaultKind.Duplicate or FaultKind.Garbage => argument is null && !hasAt,
            FaultKind.Reorder or FaultKind.Slow => !hasAt && int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0,
            FaultKind.Skew => !hasAt && TrySigned(argument, out span),
            FaultKind.HalfOpen => argument is null && hasAt,
            FaultKind.Outage => hasAt && Spans.TryParse(argument, out span) && span > TimeSpan.Zero,
            _ => !hasAt && Spans.TryParse(argument, out span) && span > TimeSpan.Zero,
        };
        fault = ok ? new Fault(kind, share, span, at, count) : null;
        return ok;
    }

    private static bool TryKind(string name, out FaultKind kind)
    {
        kind = name switch
        {
            "drop" => FaultKind.Drop,
            "duplicate" => FaultKind.Duplicate,
            "delay" => FaultKind.Delay,
            "reorder" => FaultKind.Reorder,
            "garbage" => FaultKind.Garbage,
            "skew" => FaultKind.Skew,
            "outage" => FaultKind.Outage,
            "storm" => FaultKind.Storm,
            "half-open" => FaultKind.HalfOpen,
            "slow" => FaultKind.Slow,
            _ => (FaultKind)(-1),
        };
        return kind >= 0;
    }

    /// <summary>The name of a kind on the command line and in reports.</summary>
    public static string Name(FaultKind kind) => kind == FaultKind.HalfOpen ? "half-open" : kind.ToString().ToLowerInvariant();

    private static bool TryShare(string text, out double share)
    {
        share = 0;
        return text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share)
            && (share /= 100) is > 0 and <= 1;
    }

    private static bool TrySigned(string? text, out TimeSpan span)
    {
        span = default;
        var negative = text?.StartsWith('-') == true;
        var ok = Spans.TryParse(text?.TrimStart('-', '+'), out span) && span > TimeSpan.Zero;
        span = negative ? -span : span;
        return ok;
    }
}
