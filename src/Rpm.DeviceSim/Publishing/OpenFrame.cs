namespace Rpm.DeviceSim.Publishing;

/// <summary>A frame that is not settled yet.</summary>
internal sealed class OpenFrame(PublishFrame frame, long sequence, long scheduled)
{
    public PublishFrame Frame => frame;

    public long Sequence => sequence;

    public long Scheduled => scheduled;

    /// <summary>How often it was sent; written by the one task that sends.</summary>
    public int Attempts { get; set; }
}
