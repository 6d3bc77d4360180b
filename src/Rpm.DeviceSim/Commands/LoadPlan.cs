using Rpm.DeviceSim.Wards;

namespace Rpm.DeviceSim.Commands;

/// <summary>Everything a simulated run needs to know.</summary>
internal sealed record LoadPlan
{
    public required WardOptions Ward { get; init; }

    public required int Devices { get; init; }

    /// <summary>Readings a second over all devices; null = each sensor at its own interval.</summary>
    public required double? Rate { get; init; }

    public required int Connections { get; init; }

    /// <summary>Null = until interrupted.</summary>
    public required TimeSpan? Duration { get; init; }

    public required TimeSpan? FailP99 { get; init; }

    public required TimeSpan GiveUpAfter { get; init; }

    public required string CommandLine { get; init; }
}
