namespace Rpm.Ingest.Http;

/// <summary>Bounds of the alert stream.</summary>
/// <param name="Heartbeat">A comment goes out after so long without a change, so that both ends notice a dead connection.</param>
/// <param name="SlowestWrite">A reader that takes nothing for so long is disconnected; it resumes with <c>Last-Event-ID</c>.</param>
internal sealed record AlertStreamSettings(TimeSpan Heartbeat, TimeSpan SlowestWrite)
{
    public static readonly AlertStreamSettings Default = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10));
}
