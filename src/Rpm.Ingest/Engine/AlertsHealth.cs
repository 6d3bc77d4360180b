using Rpm.Ingest.Alerts;
using Rpm.Ingest.Http;
using Rpm.Ingest.Mqtt.External;

namespace Rpm.Ingest.Engine;

/// <summary>Degraded while alerts do not reach the broker, after a replay that disagreed with what was stored, and when the broker dropped messages.</summary>
internal sealed class AlertsHealth(AlertPublisher publisher, AlertStore store, IServiceProvider services) : IHealthPart
{
    private readonly BrokerDropWatch? _drops = services.GetService<BrokerDropWatch>();

    public IEnumerable<DegradedPart> Degraded()
    {
        if (publisher.State is { FailingSince: { } since, Pending: var pending })
        {
            yield return new DegradedPart("alert-topics", $"{pending} alert changes wait for the broker since {since}");
        }

        if (store.Conflicts > 0)
        {
            yield return new DegradedPart("alerts", $"{store.Conflicts} replayed changes differed from the stored ones");
        }

        // Nobody is left to tell of these; the page says so at its top.
        var unanswered = store.Open.Alerts.Values.Count(a => a.Unanswered);
        if (unanswered > 0)
        {
            yield return new DegradedPart("escalation", $"{unanswered} alerts went through every tier and nobody has answered");
        }

        if (_drops is { Dropped: > 0 })
        {
            yield return new DegradedPart("broker", $"the broker dropped {_drops.Dropped} messages that it had acknowledged");
        }
    }
}
