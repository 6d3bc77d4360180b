namespace Rpm.Telemetry;

/// <summary>A kind of reading, as the contract's table "Kinds" has it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">Its name in topics, payloads and settings, for example <c>blood-pressure</c>.</param>
/// <param name="Title">Its name for people, in English.</param>
/// <param name="Members">In the order in which <see cref="Reading.Values"/> holds them.</param>
/// <param name="LateAfter">A reading received longer than this after it was taken is late; null = never late.</param>
/// <param name="DeviceType">The 11073 device specialization; null where the kind does not determine it.</param>
public sealed record KindDefinition(
    Kind Kind, string Name, string Title, IReadOnlyList<MemberDefinition> Members, TimeSpan? LateAfter, Mdc? DeviceType)
{
    /// <summary>Whether the payload must say <c>unit</c>.</summary>
    public bool UnitRequired { get; } = Members.Any(m => m.ImpliedUnit is null);

    /// <summary>Name of the time series: the kind with underscores.</summary>
    public string SeriesName { get; } = Name.Replace('-', '_');

    /// <summary><see cref="Members"/> for decoders.</summary>
    internal MemberDefinition[] MemberList { get; } = [.. Members];

    /// <summary>A bit for each required measure, by its number.</summary>
    internal uint RequiredMask { get; } = Mask(Members.Where(m => m.Required));

    /// <summary>A bit for each measure whose unit the sender must name.</summary>
    internal uint UnitMask { get; } = Mask(Members.Where(m => m.ImpliedUnit is null));

    /// <summary>The member of this kind that is <paramref name="measure"/>, or null.</summary>
    public MemberDefinition? Find(Measure measure)
    {
        foreach (var member in MemberList)
        {
            if (member.Measure == measure)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>Whether a reading of this kind, taken at <paramref name="time"/>, was late when it was received.</summary>
    public bool IsLate(Instant time, Instant received) => LateAfter is { } bound && received - time > bound;

    private static uint Mask(IEnumerable<MemberDefinition> members) => members.Aggregate(0u, (mask, m) => mask | (1u << (int)m.Measure));
}
