using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Rpm.Rules.Language;
using Rpm.Telemetry;

namespace Rpm.Rules.Scenarios;

/// <summary>
/// One reading in a word. Members stand in the order of the kind (the pulse of a cuff before its mean pressure), parted by <c>/</c>, <c>-</c> where one is
/// absent: <c>190/100/71</c>, <c>95/70</c>, <c>5.8/fasting</c>. <c>low</c>, <c>high</c> = beyond the glucose sensor's range, <c>off</c> = the sensor is off,
/// <c>_</c> = no reading came, <c>refused</c> = one came and was implausible (<c>refused:time-in-future</c>: any reason).
/// Behind it marks: <c>?</c> movement, <c>!</c> invalid, <c>i</c> irregular pulse, <c>(low-perfusion,early)</c> any quality; <c>@20m</c> arrived so much
/// later (<c>@</c> a day and an hour; <c>@-2m</c>: the device's clock is ahead); <c>x5</c> five of them.
/// </summary>
internal sealed partial class ReadingNotation
{
    /// <summary>What <c>@</c> alone means: later than every kind's bound but weight's.</summary>
    public static readonly TimeSpan LongLate = TimeSpan.FromHours(25);

    private const string RefusedWord = "refused";
    private const int MostTimes = 100_000;

    // A person says the pulse after the two pressures; hardly anybody the mean.
    private static readonly Measure[] Cuff = [Measure.Systolic, Measure.Diastolic, Measure.Pulse, Measure.Map];

    private ReadingNotation(string value, QualityFlags quality, TimeSpan delay, int times) => (Value, Quality, Delay, Times) = (value, quality, delay, times);

    /// <summary>The members as written.</summary>
    public string Value { get; }

    public QualityFlags Quality { get; }

    /// <summary>Between measurement and arrival.</summary>
    public TimeSpan Delay { get; }

    public int Times { get; }

    /// <summary>Whether no reading came.</summary>
    public bool Missing => Value == "_";

    /// <summary>Why the engine refused it; <see cref="RejectReason.None"/> for a reading that it took.</summary>
    public RejectReason Refused { get; private init; }

    /// <summary>Reads a word; false with what is wrong with it.</summary>
    public static bool TryParse(string word, out ReadingNotation notation, out string error)
    {
        (notation, error) = (null!, "");
        var match = Word().Match(word);
        if (!match.Success)
        {
            error = $"'{word}' is not a reading: expected a value, perhaps marks (? ! i), @ and a span, and x and a number.";
            return false;
        }

        var quality = QualityFlags.None;
        foreach (Capture mark in match.Groups["mark"].Captures)
        {
            switch (mark.Value)
            {
                case "?":
                    quality |= QualityFlags.Movement;
                    break;
                case "!":
                    quality |= QualityFlags.Invalid;
                    break;
                case "i":
                    quality |= QualityFlags.IrregularPulse;
                    break;
                default:
                    foreach (var name in mark.Value[1..^1].Split(','))
                    {
                        if (!TryQuality(name, out var flag))
                        {
                            error = $"'{name}' is not a quality.";
                            return false;
                        }

                        quality |= flag;
                    }

                    break;
            }
        }

        var delay = match.Groups["at"].Success ? LongLate : TimeSpan.Zero;
        if (match.Groups["late"].Success && !Durations.TryParse(match.Groups["late"].Value, out delay))
        {
            error = $"'{match.Groups["late"].Value}' is not a span.";
            return false;
        }

        var refused = RejectReason.None;
        var value = match.Groups["value"].Value;
        if (value.StartsWith(RefusedWord, StringComparison.Ordinal))
        {
            var code = value.Length == RefusedWord.Length ? "implausible" : value[(RefusedWord.Length + 1)..];
            if (!Enum.TryParse(code.Replace("-", "", StringComparison.Ordinal), true, out refused) || refused == RejectReason.None || !char.IsAsciiLetter(code[0]))
            {
                error = $"'{code}' is not a reason to refuse a reading.";
                return false;
            }
        }

        var times = 1;
        if (match.Groups["times"].Success
            && (!int.TryParse(match.Groups["times"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out times) || times is < 1 or > MostTimes))
        {
            error = $"A reading is repeated 1 to {MostTimes} times.";
            return false;
        }

        notation = new ReadingNotation(value, quality, match.Groups["ahead"].Success ? -delay : delay, times) { Refused = refused };
        return true;
    }

    /// <summary>Puts members and quality into a reading of its kind.</summary>
    /// <param name="unit">As sent for the whole reading; null where the kind's goes without saying.</param>
    public bool TryFill(ref Reading reading, Unit? unit, out string error)
    {
        error = "";
        reading.Quality |= Quality;
        if (Value == "off")
        {
            reading.Quality |= QualityFlags.SensorOff;
            if (reading.Kind == Kind.PulseOximetry)
            {
                reading.Values.Add(Measure.Spo2, new Quantity(0, 0, Telemetry.Unit.Percent));
            }

            return true;
        }

        var definition = Kinds.Of(reading.Kind);
        Measure[] order = reading.Kind == Kind.BloodPressure ? Cuff : [.. definition.Members.Select(m => m.Measure)];
        var parts = Value.Split('/');
        if (parts.Length > order.Length)
        {
            error = $"'{Value}' has more members than {definition.Name}: {string.Join('/', order.Select(Measures.Name))}.";
            return false;
        }

        foreach (var member in definition.Members)
        {
            var place = Array.IndexOf(order, member.Measure);
            if (place >= parts.Length || parts[place] == "-")
            {
                continue;
            }

            if (!TryQuantity(member.Measure, parts[place], member.UnitFor(unit), out var quantity))
            {
                error = $"'{parts[place]}' is not a value of {member.Name}.";
                return false;
            }

            reading.Values.Add(member.Measure, quantity);
        }

        return true;
    }

    private static bool TryQuantity(Measure measure, string text, Unit unit, out Quantity quantity)
    {
        quantity = default;
        if (text is "low" or "high" && measure == Measure.Glucose)
        {
            quantity = default(SensorClamp).Beyond(text == "low" ? Comparator.Low : Comparator.High, unit);
            return true;
        }

        if (ExactNumber.TryParse(Encoding.UTF8.GetBytes(text), out var mantissa, out var decimals))
        {
            quantity = new Quantity(mantissa, decimals, unit);
            return true;
        }

        var name = text.Replace("-", "", StringComparison.Ordinal);
        long code = measure switch
        {
            Measure.Meal when Enum.TryParse<MealContext>(name, true, out var meal) => (long)meal,
            Measure.Sample when Enum.TryParse<SampleType>(name, true, out var sample) => (long)sample,
            Measure.Charging when text is "yes" or "no" => text == "yes" ? 1 : 0,
            _ => -1,
        };
        quantity = new Quantity(code, 0, unit);
        return code >= 0;
    }

    private static bool TryQuality(string name, out QualityFlags flag)
    {
        var found = Enum.TryParse(name.Replace("-", "", StringComparison.Ordinal), true, out flag);
        return found && char.IsAsciiLetter(name[0]) && flag != QualityFlags.None;
    }

    [GeneratedRegex(@"^(?<value>_|refused(?::[a-z\-]+)?|[0-9a-z./\-]+?)(?:(?<mark>[?!i])|(?<mark>\([a-z,\-]+\)))*(?<at>@(?<ahead>-)?(?<late>[0-9.]+(?:min|[smhd]))?)?(?:x(?<times>[0-9]+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
