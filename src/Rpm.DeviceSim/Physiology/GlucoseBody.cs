namespace Rpm.DeviceSim.Physiology;

/// <summary>
/// A person with type 1 diabetes: the glucose and insulin model of Hovorka et al., Physiological Measurement 25:905 (2004), with the
/// parameters given there, varied from person to person. Three meals a day with a bolus that is not always right, a pump that adjusts its
/// basal rate, a snack when glucose heads for a low. Endogenous production rises before breakfast (the dawn effect).
/// </summary>
/// <remarks>
/// A day is computed from midnight of the day before, in steps of a minute, starting from equilibrium: after a day the start is all but
/// forgotten. What is left of it (a snack more or less) is smoothed over the first hour, so that days join, and glucose is a pure function
/// of person and time.
/// </remarks>
internal sealed class GlucoseBody
{
    /// <summary>Milligrams per decilitre in a millimole per litre of glucose (molar mass 180.156 g/mol).</summary>
    public const double MgPerMmol = 18.0156;

    private const int Day = 1440;
    private const int Step = 5;
    private const int Overlap = 60;
    private static readonly double[] MealHours = [7.5, 12.5, 18.7];
    private static readonly double[] MealGrams = [42, 60, 68];

    private readonly SmoothNoise _days;
    private readonly GlucoseParameters _p;
    private readonly double _appetite;
    private (long Number, float[] Course) _recent = (long.MinValue, []), _older = (long.MinValue, []);

    /// <param name="appetite">Scales the meals: 1 = as in most people, less = smaller rises.</param>
    public GlucoseBody(SmoothNoise noise, double appetite = 1) => (_p, _days, _appetite) = (new GlucoseParameters(noise.Branch(1)), noise.Branch(2), appetite);

    /// <summary>Plasma glucose, mg/dL.</summary>
    /// <param name="minutes">Since 1970 on the person's clock.</param>
    public double At(double minutes)
    {
        var number = (long)Math.Floor(minutes / Day);
        var into = minutes - number * Day;
        var glucose = At(CourseOf(number), into);
        return into >= Overlap ? glucose : glucose + (At(CourseOf(number - 1), into + Day) - glucose) * (1 - into / Overlap);
    }

    private static double At(float[] course, double into)
    {
        var left = (int)(into / Step);
        return course[left] + (course[left + 1] - course[left]) * (into / Step - left);
    }

    private float[] CourseOf(long number)
    {
        if (number == _recent.Number)
        {
            return _recent.Course;
        }

        if (number == _older.Number)
        {
            return _older.Course;
        }

        _older = _recent;
        _recent = (number, Compute(number));
        return _recent.Course;
    }

    private float[] Compute(long number)
    {
        var course = new float[(Day + Overlap) / Step + 2];
        var state = new GlucoseState(_p);
        var (meals, boluses) = Plan(number);
        double before = _p.Target, snack = double.MinValue;
        for (var minute = 0; minute <= 2 * Day + Overlap + Step; minute++)
        {
            var glucose = state.Glucose;
            if (minute >= Day && minute % Step == 0)
            {
                course[(minute - Day) / Step] = (float)(glucose * MgPerMmol);
            }

            // What the sensor shows in a quarter of an hour from now is what pump and person act on.
            var slope = minute % Step == 0 ? (glucose - before) / Step : state.Slope;
            if (minute % Step == 0)
            {
                (before, state.Slope) = (glucose, slope);
            }

            var carbohydrates = Sum(meals, minute);
            if (glucose + 18 * slope < 4.4 && glucose < 5.6 && minute - snack > 15)
            {
                carbohydrates += 12;
                snack = minute;
            }

            var basal = _p.BasalInsulin * Math.Clamp(1 + 0.2 * (glucose - _p.Target) + 6 * slope, 0, 4);
            var hour = minute % Day / 60.0;
            var dawn = 1 + _p.Dawn * Math.Exp(-Math.Pow((hour - 6) / 1.7, 2));
            state.Advance(carbohydrates, basal + Sum(boluses, minute), dawn);
        }

        return course;
    }

    // Minute and amount: grams of carbohydrate, milliunits of insulin. The day before, the day itself, and the beginning of the next.
    private (List<(int, double)> Meals, List<(int, double)> Boluses) Plan(long number)
    {
        List<(int, double)> meals = [], boluses = [];
        for (var day = 0; day < 3; day++)
        {
            for (var meal = 0; meal < MealHours.Length; meal++)
            {
                var place = ((number - 1 + day) * MealHours.Length + meal) * 4;
                var minute = (int)(day * Day + 60 * MealHours[meal] + 70 * (_days.Uniform(place) - 0.5));
                var grams = _appetite * MealGrams[meal] * (1 + 0.35 * (2 * _days.Uniform(place + 1) - 1));
                var units = 0.6 * grams * _p.InsulinPerGram * (1 + 0.15 * (2 * _days.Uniform(place + 2) - 1));
                meals.Add((minute, grams));
                boluses.Add((minute - 20 + (int)(16 * _days.Uniform(place + 3)), units));
            }
        }

        return (meals, boluses);
    }

    private static double Sum(List<(int Minute, double Amount)> events, int minute)
    {
        var sum = 0.0;
        foreach (var (at, amount) in events)
        {
            sum += at == minute ? amount : 0;
        }

        return sum;
    }
}
