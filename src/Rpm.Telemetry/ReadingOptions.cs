namespace Rpm.Telemetry;

/// <summary>The settings below <c>Rpm:Readings</c>, as configuration binds them.</summary>
public sealed class ReadingOptions
{
    /// <summary>Older readings are <c>time-too-old</c>.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Readings further ahead of the receipt than this are <c>time-in-future</c>.</summary>
    public TimeSpan MaxFuture { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most readings in one frame; a longer array is <c>too-large</c>.</summary>
    public int MaxArrayLength { get; set; } = 10_000;

    /// <summary>Deepest nesting of a payload; a deeper element is <c>too-large</c>.</summary>
    public int MaxDepth { get; set; } = 16;

    /// <summary>Plausible ranges that differ from the catalogue's, by member name (<c>systolic</c>, <c>heartRate</c>), in the canonical unit.</summary>
    public Dictionary<string, RangeOptions> Plausible { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every fault, as the key below <c>Rpm:Readings</c> and what is wrong with it; empty when all is well.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Validate()
    {
        List<KeyValuePair<string, string>> faults = [];
        void Fault(string key, string message) => faults.Add(new(key, message));

        if (MaxAge <= TimeSpan.Zero)
        {
            Fault(nameof(MaxAge), "must be longer than zero");
        }

        if (MaxFuture < TimeSpan.Zero)
        {
            Fault(nameof(MaxFuture), "must not be negative");
        }

        if (MaxArrayLength < 1)
        {
            Fault(nameof(MaxArrayLength), "must be at least 1");
        }

        if (MaxDepth is < 3 or > DecodeLimits.DepthBound)
        {
            Fault(nameof(MaxDepth), $"must be 3 to {DecodeLimits.DepthBound}");
        }

        foreach (var (name, range) in Plausible)
        {
            var definition = Measures.All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase));
            if (definition is null)
            {
                Fault($"{nameof(Plausible)}:{name}", "is not a member of any kind");
            }
            else if (definition.Plausible is not { } known)
            {
                Fault($"{nameof(Plausible)}:{name}", "has no plausible range to set");
            }
            else if (!((range.Low ?? known.Low) < (range.High ?? known.High)))
            {
                Fault($"{nameof(Plausible)}:{name}", "Low must be below High");
            }
        }

        return faults;
    }
}
