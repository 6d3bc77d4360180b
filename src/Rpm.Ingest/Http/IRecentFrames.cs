namespace Rpm.Ingest.Http;

/// <summary>The last frames of each device, whatever became of them, for who connects a device. In memory, bounded.</summary>
internal interface IRecentFrames
{
    /// <summary>Newest first; empty where nothing came since the start.</summary>
    IReadOnlyList<RecentFrame> Of(string device);
}
