namespace Rpm.Ingest.Pipeline;

/// <summary>The journal cannot take a frame: it failed to write, is full, or the engine is stopping.</summary>
internal sealed class IntakeStoppedException(string message, Exception? inner = null) : Exception(message, inner);
