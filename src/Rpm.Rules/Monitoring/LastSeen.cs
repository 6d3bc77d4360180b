using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>The newest usable reading of a kind, by measurement time, or the beginning of an enrolment; what a silence is counted from.</summary>
internal struct LastSeen
{
    public Instant Time;
    public long Position;
    public string? Device;

    /// <summary>The one before it, for when this one is withdrawn.</summary>
    public Instant BeforeTime;
    public long BeforePosition;

    /// <summary>Nothing was measured yet: it is worn, and this is since when.</summary>
    public bool Unheard;

    /// <summary>
    /// Since when readings come that are older than the silence they would break: the device hands in what it kept while it was cut
    /// off. <see cref="Instant.Max"/> = it does not. Until <see cref="Silences.BacklogHold"/> later it is not called silent.
    /// </summary>
    public Instant BacklogFrom;

    /// <summary>The patient wears nothing of the kind from then on, and nothing is missed. <see cref="Instant.Max"/> = no end is known.</summary>
    public Instant Until;
}
