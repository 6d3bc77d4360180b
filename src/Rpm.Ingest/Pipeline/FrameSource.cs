namespace Rpm.Ingest.Pipeline;

/// <summary>How a frame came in. The numbers are stored: never reuse one.</summary>
internal enum FrameSource : byte
{
    Mqtt = 1,
    Http = 2,
    /// <summary>From quarantine, after a fix.</summary>
    Replay = 3,
    /// <summary>The engine's own test reading, once a minute.</summary>
    Synthetic = 4,
}
