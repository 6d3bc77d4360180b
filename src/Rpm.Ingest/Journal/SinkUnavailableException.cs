namespace Rpm.Ingest.Journal;

/// <summary>The store cannot take anything now: down, overloaded, or refusing our credentials. Worth trying again.</summary>
internal sealed class SinkUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
