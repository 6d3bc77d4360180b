namespace Rpm.DeviceSim.Publishing;

/// <summary>Why a connection could not be made, and whether trying again is pointless.</summary>
internal sealed record ConnectRefusal(string Cause, bool IsFinal);
