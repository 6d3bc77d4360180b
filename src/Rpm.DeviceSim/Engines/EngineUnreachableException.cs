namespace Rpm.DeviceSim.Engines;

/// <summary>The engine's HTTP interface does not answer, or not as wanted; the message says why.</summary>
internal sealed class EngineUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
