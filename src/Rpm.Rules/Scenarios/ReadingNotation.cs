using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Rpm.Rules.Language;
using Rpm.Telemetry;

namespace Rpm.Rules.Scenarios;

/// <summary>
/// One reading in a word. Members stand in the order of the kind, parted by <c>/</c>, <c>-</c> where one is absent: <c>190/100</c>, <c>95/70</c>,
/// <c>5.8/fasting</c>. <c>low</c>, <c>high</c> = beyond the glucose sensor's range, <c>off</c> = the sensor is off, <c>_</c> = no reading came.
/// Behind it marks: <c>?</c> movement, <c>!</c> invalid, <c>i</c> irregular pulse, <c>(low-perfusion,early)</c> any quality; <c>@20m</c> arrived so much
/// later (<c>@</c> a day and an hour); <c>x5</c> five of them.
/// </summary>
internal sealed partial class ReadingNotation
{
    /// <summary>What <c>@</c> alone means: later than every kind's bound but weight's.</summary>
    public static readonly TimeSpan LongLate = TimeSpan.FromHours(25);

    private const int MostTimes = 100_000;

    private ReadingNotation(string value, QualityFlags quality, TimeSpan delay, int times) => (Value, Quality, Delay, Times) = (value, quality, delay, times);

    /// <summary>The members as written.</summary>
    public string Value { get; }

    public QualityFlags Quality { get; }

    /// <summary>Between measurement and arrival.</summary>
    public TimeSpan Delay { get; }

    public int Times { get; }

    /// <summary>Whether no reading came.</summary>
    public bool Missing => Value == "_";

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

        var times = 1;
        if (match.Groups["times"].Success
            && (!int.TryParse(match.Groups["times"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out times) || times is < 1 or > MostTimes))
        {
            error = $"A reading is repeated 1 to {MostTimes} times.";
            return false;
        }

        notation = new ReadingNotation(match.Groups["value"].Value, quality, delay, times);
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

        var members = Kinds.Of(reading.Kind).Members;
        var parts = Value.Split('/');
        if (parts.Length > members.Count)
        {
            error = $"'{Value}' has more members than {Kinds.Name(reading.Kind)}: {string.Join('/', members.Select(m => m.Name))}.";
            return false;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] == "-")
            {
                continue;
            }

            if (!TryQuantity(members[i].Measure, parts[i], members[i].UnitFor(unit), out var quantity))
            {
                error = $"'{parts[i]}' is not a value of {members[i].Name}.";
                return false;
            }

            reading.Values.Add(members[i].Measure, quantity);
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

    [GeneratedRegex(@"^(?<value>_|[0-9a-z./\-]+?)(?:(?<mark>[?!i])|(?<mark>\([a-z,\-]+\)))*(?<at>@(?<late>[0-9.]+(?:min|[smhd]))?)?(?:x(?<times>[0-9]+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
