namespace Rpm.DeviceSim.Load;

/// <summary>A place in a prepared packet.</summary>
/// <param name="OffsetMinutes">Zone offset of a local time.</param>
internal readonly record struct Hole(HoleKind Kind, int At, short OffsetMinutes);
