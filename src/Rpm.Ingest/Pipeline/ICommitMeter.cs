namespace Rpm.Ingest.Pipeline;

/// <summary>What the committer reports about its work.</summary>
internal interface ICommitMeter
{
    /// <summary>A group became durable.</summary>
    void Committed(int frames, int readings, TimeSpan duration);

    /// <summary>A frame's receipt was settled.</summary>
    void Settled(Frame frame, FrameOutcome outcome);
}
