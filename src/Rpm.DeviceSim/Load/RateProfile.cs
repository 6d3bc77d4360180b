using System.Globalization;

namespace Rpm.DeviceSim.Load;

/// <summary>
/// How many messages are due when: rates in pieces, each even or a ramp. An open loop: what is due does not depend on what was
/// answered.
/// </summary>
internal sealed class RateProfile
{
    private readonly RateSegment[] _segments;
    private readonly double[] _countBefore;
    private readonly double[] _secondsBefore;

    /// <exception cref="ArgumentException">No segment, or a rate or length that is not positive.</exception>
    public RateProfile(IEnumerable<RateSegment> segments)
    {
        _segments = [.. segments];
        if (_segments.Length == 0 || _segments.Any(s => s.From < 0 || s.To < 0 || s.From + s.To <= 0 || s.Length <= TimeSpan.Zero || !double.IsFinite(s.Count)))
        {
            throw new ArgumentException("A profile has pieces with a rate and a length above zero.", nameof(segments));
        }

        (_countBefore, _secondsBefore) = (new double[_segments.Length + 1], new double[_segments.Length + 1]);
        for (var i = 0; i < _segments.Length; i++)
        {
            _countBefore[i + 1] = _countBefore[i] + _segments[i].Count;
            _secondsBefore[i + 1] = _secondsBefore[i] + _segments[i].Length.TotalSeconds;
        }
    }

    /// <summary>Messages in all.</summary>
    public long Total => (long)Math.Floor(_countBefore[^1] + 1e-6);

    /// <summary>How long it lasts.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds(_secondsBefore[^1]);

    /// <summary>The highest rate, messages a second.</summary>
    public double Peak => _segments.Max(s => Math.Max(s.From, s.To));

    /// <summary>The mean rate, messages a second.</summary>
    public double Mean => _countBefore[^1] / _secondsBefore[^1];

    /// <summary>One rate.</summary>
    public static RateProfile Even(double perSecond, TimeSpan length) => new([new RateSegment(perSecond, perSecond, length)]);

    /// <summary>This profile with all rates multiplied.</summary>
    public RateProfile Times(double factor) => new(_segments.Select(s => s with { From = s.From * factor, To = s.To * factor }));

    /// <summary>The rate wanted at a moment, messages a second; 0 behind the end.</summary>
    public double RateAt(TimeSpan time)
    {
        var i = SegmentAt(_secondsBefore, time.TotalSeconds);
        if (i == _segments.Length)
        {
            return 0;
        }

        var s = _segments[i];
        return s.From + ((s.To - s.From) * (time.TotalSeconds - _secondsBefore[i]) / s.Length.TotalSeconds);
    }

    /// <summary>When message number <paramref name="n"/> is due, counted from 0, in seconds since the start.</summary>
    public double SecondsOf(double n)
    {
        var i = Math.Min(_segments.Length - 1, SegmentAt(_countBefore, n));
        var s = _segments[i];
        var within = n - _countBefore[i];
        var slope = (s.To - s.From) / s.Length.TotalSeconds;
        // within = From·t + slope·t²/2
        var seconds = Math.Abs(slope) < 1e-9
            ? within / s.From
            : 2 * within / (s.From + Math.Sqrt(Math.Max(0, (s.From * s.From) + (2 * slope * within))));
        return _secondsBefore[i] + (double.IsFinite(seconds) ? Math.Min(seconds, s.Length.TotalSeconds) : 0);
    }

    /// <summary>
    /// Reads <c>0&gt;5000:30,5000:2m,20000:10</c>: pieces of a rate, or a ramp between two, and a length in seconds (or with ms, s, m,
    /// h behind it).
    /// </summary>
    public static bool TryParse(string text, out RateProfile? profile)
    {
        profile = null;
        var segments = new List<RateSegment>();
        foreach (var piece in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var parts = piece.Split(':');
            if (parts.Length != 2 || !Spans.TryParse(parts[1], out var length))
            {
                return false;
            }

            var rates = parts[0].Split('>');
            if (rates.Length > 2 || !Rate(rates[0], out var from) || !Rate(rates[^1], out var to) || from + to <= 0 || length <= TimeSpan.Zero)
            {
                return false;
            }

            segments.Add(new RateSegment(from, to, length));
        }

        profile = new RateProfile(segments);
        return true;
    }

    private static bool Rate(string text, out double rate) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out rate) && double.IsFinite(rate);

    // The last piece that begins at or before the place; the number of pieces behind the end.
    private static int SegmentAt(double[] before, double place)
    {
        var i = 0;
        while (i < before.Length - 1 && before[i + 1] <= place)
        {
            i++;
        }

        return i;
    }
}
