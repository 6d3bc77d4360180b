using Rpm.Ingest.Alive;
using Rpm.Ingest.Metrics;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Engine;

/// <summary>Turns the committer's reports into metrics, the integrators' list of recent frames, and which gateways are heard.</summary>
internal sealed class CommitMeter(RpmMeters meters, RecentFrames recent, GatewayHearing gateways, TimeProvider clock) : ICommitMeter
{
    private static readonly KeyValuePair<string, object?> Mqtt = new("source", "mqtt");
    private static readonly KeyValuePair<string, object?> Http = new("source", "http");

    public void Committed(int frames, int readings, TimeSpan duration)
    {
        meters.CommitDuration.Record(duration.TotalSeconds);
        meters.GroupSize.Record(readings);
    }

    public void Settled(Frame frame, FrameOutcome outcome)
    {
        var waited = Instant.From(clock.GetUtcNow()) - frame.Received;
        meters.AckDuration.Record(waited.TotalSeconds, frame.Source == FrameSource.Mqtt ? Mqtt : Http);
        foreach (var rejection in outcome.Quarantined)
        {
            meters.Quarantined.Add(1, new KeyValuePair<string, object?>("reason", RejectReasons.Code(rejection.Reason)));
        }

        if (frame.Gateway is { } gateway)
        {
            gateways.Heard(gateway);
        }

        recent.Note(frame, outcome);
    }
}
