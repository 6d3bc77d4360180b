namespace Rpm.Ingest.Storage;

/// <summary>A file was written by a newer engine; it is left untouched.</summary>
internal sealed class StoreVersionException(string path, int found, int known)
    : Exception($"{path} has schema version {found}; this engine knows versions up to {known}. Start the engine that wrote it, or restore a backup.");
