using Rpm.Telemetry;

namespace Rpm.Rules.Scenarios;

/// <summary>
/// What stands before a line of readings: <c>[then | at TIME | after SPAN] [device NAME] [test] KIND [UNIT] [every SPAN]</c>. Without a time the line begins
/// at the scenario's start, with <c>then</c> where the line above ended (<c>then after 20m</c> so much later).
/// </summary>
internal sealed record SeriesHeading(Instant From, string Device, bool Test, Kind Kind, Unit? Unit, TimeSpan Every)
{
    private const int MostWordsOfAKind = 3;

    private static readonly Dictionary<string, Kind> Nicknames = new(StringComparer.Ordinal)
    {
        ["spo2"] = Kind.PulseOximetry,
        ["oximetry"] = Kind.PulseOximetry,
        ["pressure"] = Kind.BloodPressure,
        ["continuous-glucose"] = Kind.Cgm,
        ["glucose-meter"] = Kind.Glucose,
    };

    /// <param name="above">Where the line above ended.</param>
    public static bool TryParse(string text, ScenarioClock clock, Instant above, out SeriesHeading heading, out string error)
    {
        (heading, error) = (null!, "");
        var words = new Queue<string>(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var from = clock.Start;
        string? device = null;
        var test = false;
        Kind? kind = null;
        Unit? unit = null;
        var every = TimeSpan.Zero;
        while (words.TryDequeue(out var word))
        {
            switch (word)
            {
                case "then":
                    from = above;
                    break;
                case "at":
                    if (!clock.TryTake(words, out from, out error))
                    {
                        return false;
                    }

                    break;
                case "after":
                    if (!ScenarioClock.TryTakeSpan(words, out var after, out error))
                    {
                        return false;
                    }

                    from += after;
                    break;
                case "every":
                    if (!ScenarioClock.TryTakeSpan(words, out every, out error))
                    {
                        return false;
                    }

                    break;
                case "device":
                    if (!words.TryDequeue(out device))
                    {
                        error = "The device's name is missing.";
                        return false;
                    }

                    break;
                case "test":
                    test = true;
                    break;
                case var _ when kind is null:
                    if (!TryTakeKind(word, words, out var found))
                    {
                        error = $"'{word}' is not a kind. Known: {string.Join(", ", Kinds.All.Select(k => k.Name))}, SpO2.";
                        return false;
                    }

                    kind = found;
                    break;
                case var _ when unit is null && Units.TryParse(word, out var sent):
                    unit = sent;
                    break;
                default:
                    error = $"'{word}' is not understood here: expected [then | at TIME | after SPAN] [device NAME] [test] KIND [UNIT] [every SPAN].";
                    return false;
            }
        }

        if (kind is not { } known)
        {
            error = "The kind of reading is missing, for example SpO2 or blood pressure.";
            return false;
        }

        var definition = Kinds.Of(known);
        if (unit is null && definition.UnitRequired)
        {
            error = $"Name the unit of {definition.Name}: {string.Join(" or ", Accepted(definition).Select(Units.Ucum))}.";
            return false;
        }

        if (unit is { } wrong && !definition.Members.Any(m => Measures.Of(m.Measure).Accepts(wrong)))
        {
            error = $"{definition.Name} is not measured in {Units.Ucum(wrong)}.";
            return false;
        }

        heading = new SeriesHeading(from, device ?? definition.Name, test, known, unit, every);
        return true;
    }

    private static IEnumerable<Unit> Accepted(KindDefinition definition) => Measures.Of(definition.Members[0].Measure).AcceptedUnits;

#pragma warning disable CA1308 // Kinds are lower case by contract.
    // "blood pressure" and "blood-pressure" are the same; the longest name that fits is taken.
    public static bool TryTakeKind(string first, Queue<string> rest, out Kind kind)
    {
        var words = rest.Take(MostWordsOfAKind - 1).Prepend(first).Select(w => w.ToLowerInvariant()).ToArray();
        for (var count = words.Length; count > 0; count--)
        {
            var name = string.Join('-', words[..count]);
            if (Kinds.TryParse(name, out kind) || Nicknames.TryGetValue(name, out kind))
            {
                for (var i = 1; i < count; i++)
                {
                    rest.Dequeue();
                }

                return true;
            }
        }

        kind = default;
        return false;
    }
#pragma warning restore CA1308
}
