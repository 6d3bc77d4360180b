using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>Lengths of the bounded queues between the door and the journal. Full means wait, and the wait reaches the socket.</summary>
internal sealed record IntakeOptions
{
    [Description("Frames that may wait for the journal.")]
    public int QueueLength { get; init; } = 8192;
}
