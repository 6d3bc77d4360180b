namespace Rpm.Ingest.Http;

/// <summary>The last frames that named a device, newest first.</summary>
internal sealed record RecentAnswer(string Device, IReadOnlyList<RecentFrameAnswer> Frames);
