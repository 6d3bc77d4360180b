using System.Globalization;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Alive;
using Rpm.Ingest.Fhir;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Mqtt.External;

namespace Rpm.Ingest.Engine;

/// <summary>What is not as it should be, read from the parts that measure it. Owned by the watch: called by one task.</summary>
internal sealed class EngineFindings(
    EngineParts parts, AlertPublisher publisher, SyntheticReading synthetic, Heartbeat heartbeat, long journalLimit, IServiceProvider services)
{
    private readonly BrokerDropWatch? _drops = services.GetService<BrokerDropWatch>();
    private readonly ExternalOutlet? _outlet = services.GetService<ExternalOutlet>();
    private readonly BrokerSource? _source = services.GetService<BrokerSource>();
    private readonly AlertTaskSender? _tasks = services.GetService<AlertTaskSender>();
    private long _dropped;

    /// <summary>Every condition that holds now.</summary>
    public IReadOnlyList<EngineFinding> Read()
    {
        var found = new List<EngineFinding>();
        foreach (var pump in parts.Pumps)
        {
            Follower(pump, found);
        }

        if (_tasks?.Fault is { } fault)
        {
            found.Add(new EngineFinding(EngineConditions.SinkFailing, "fhir-alerts", fault));
        }

        Broker(found);
        Journal(found);
        if (synthetic.State is { Degraded: true, Last: not SyntheticEnding.IntakeStopped } state)
        {
            found.Add(new EngineFinding(EngineConditions.Synthetic, null, Text($"the last one ended as {state.Last}")));
        }

        if (heartbeat.UrlFailing)
        {
            found.Add(new EngineFinding(EngineConditions.HeartbeatUrl, null, "it did not take the last one"));
        }

        return found;
    }

    private static void Follower(FollowerPump pump, List<EngineFinding> found)
    {
        var (name, lag) = (pump.Follower.Name, pump.Lag);
        if (name == "monitor")
        {
            if (lag > EngineConditions.MonitorLagClears)
            {
                found.Add(new EngineFinding(
                    EngineConditions.MonitorLag, null, Text($"{lag.TotalSeconds:F0} s behind"), Raises: lag > EngineConditions.MonitorLagRaises));
            }

            return;
        }

        if (pump.Follower.Embedded)
        {
            return;
        }

        if (pump.Detached)
        {
            found.Add(new EngineFinding(EngineConditions.SinkDetached, name, Text($"{lag.TotalMinutes:F0} min behind")));
        }

        if (pump.Fault is { } fault)
        {
            found.Add(new EngineFinding(EngineConditions.SinkFailing, name, fault));
        }
    }

    private void Broker(List<EngineFinding> found)
    {
        // While the journal takes nothing the source stays away from the broker on purpose.
        var apart = _outlet is { IsConnected: false } || (_source is { IsConnected: false } && parts.Intake.IsOpen);
        if (apart)
        {
            found.Add(new EngineFinding(EngineConditions.BrokerLink, null, "not connected"));
        }
        else if (publisher.State.FailingSince is not null)
        {
            found.Add(new EngineFinding(EngineConditions.AlertTopics, null, Text($"{publisher.State.Pending} changes wait")));
        }

        if (_drops is { Dropped: var dropped } && dropped != _dropped)
        {
            found.Add(new EngineFinding(EngineConditions.BrokerDropped, null, Text($"{dropped - _dropped} messages")));
            _dropped = dropped;
        }
    }

    private void Journal(List<EngineFinding> found)
    {
        var size = parts.Trimmer.SizeBytes / (double)journalLimit;
        if (size > EngineConditions.JournalClears)
        {
            found.Add(new EngineFinding(EngineConditions.JournalSize, null, Text($"{size:P0} of the limit"), Raises: size > EngineConditions.JournalRaises));
        }

        if (parts.Intake.FailedBecause is { } reason)
        {
            found.Add(new EngineFinding(EngineConditions.IntakeStopped, null, Text($"the journal does not take commits ({reason.GetType().Name})")));
        }

        if (parts.Log.ClockBehind is var behind && behind > EngineConditions.ClockRaises)
        {
            found.Add(new EngineFinding(EngineConditions.ClockBack, null, Text($"{behind.TotalSeconds:F0} s behind the journal")));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
