using System.Globalization;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Alive;
using Rpm.Ingest.Fhir;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Mqtt.External;

namespace Rpm.Ingest.Engine;

/// <summary>What is not as it should be, read from the parts that measure it. Owned by the watch: called by one task.</summary>
internal sealed class EngineFindings(EngineParts parts, long journalLimit)
{
    private long _dropped;

    public required Func<AlertPublisherState> Topics { get; init; }

    public required Func<SyntheticState> Synthetic { get; init; }

    /// <summary>Whether the last heartbeat did not reach its URL.</summary>
    public required Func<bool> HeartbeatUrlFailing { get; init; }

    /// <summary>Whether the external broker is connected; null where there is none.</summary>
    public Func<bool?> BrokerConnected { get; init; } = () => null;

    /// <summary>Messages that the external broker dropped since the engine watches.</summary>
    public Func<long> BrokerDropped { get; init; } = () => 0;

    /// <summary>Why alerts do not reach the FHIR server; null when they do, or where there is none.</summary>
    public Func<string?> TasksFault { get; init; } = () => null;

    /// <summary>Gateways that are away.</summary>
    public Action<ICollection<EngineFinding>> Gateways { get; init; } = _ => { };

    /// <summary>Over the parts of a host.</summary>
    /// <param name="gatewayWithin">A gateway that is not heard for so long is silent.</param>
    public static EngineFindings Of(IServiceProvider services, long journalLimit, TimeSpan gatewayWithin)
    {
        var parts = services.GetRequiredService<EngineParts>();
        var (outlet, source) = (services.GetService<ExternalOutlet>(), services.GetService<BrokerSource>());
        var (drops, tasks) = (services.GetService<BrokerDropWatch>(), services.GetService<AlertTaskSender>());
        var (publisher, synthetic, heartbeat) =
            (services.GetRequiredService<AlertPublisher>(), services.GetRequiredService<SyntheticReading>(), services.GetRequiredService<Heartbeat>());
        // While the journal takes nothing the source stays away from the broker on purpose.
        bool? Connected() => outlet is null || source is null ? null : outlet.IsConnected && (source.IsConnected || !parts.Intake.IsOpen);
        var gateways = new GatewayWatch(
            () => parts.Registry.Current, services.GetRequiredService<GatewayHearing>(), () => parts.Intake.IsOpen && Connected() != false, gatewayWithin,
            services.GetRequiredService<TimeProvider>());
        return new EngineFindings(parts, journalLimit)
        {
            Topics = () => publisher.State,
            Synthetic = () => synthetic.State,
            HeartbeatUrlFailing = () => heartbeat.UrlFailing,
            BrokerConnected = Connected,
            BrokerDropped = () => drops?.Dropped ?? 0,
            TasksFault = () => tasks?.Fault,
            Gateways = gateways.Read,
        };
    }

    /// <summary>Every condition that holds now.</summary>
    public IReadOnlyList<EngineFinding> Read()
    {
        var found = new List<EngineFinding>();
        foreach (var pump in parts.Pumps)
        {
            Follower(pump, found);
        }

        if (TasksFault() is { } fault)
        {
            found.Add(new EngineFinding(EngineConditions.SinkFailing, "fhir-alerts", fault));
        }

        Broker(found);
        Journal(found);
        if (Synthetic() is { Degraded: true, Last: not SyntheticEnding.IntakeStopped } state)
        {
            found.Add(new EngineFinding(EngineConditions.Synthetic, null, Text($"the last one ended as {state.Last}")));
        }

        if (HeartbeatUrlFailing())
        {
            found.Add(new EngineFinding(EngineConditions.HeartbeatUrl, null, "it did not take the last one"));
        }

        Gateways(found);

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
        if (BrokerConnected() == false)
        {
            found.Add(new EngineFinding(EngineConditions.BrokerLink, null, "not connected"));
        }
        else if (Topics() is { FailingSince: not null, Pending: var pending })
        {
            found.Add(new EngineFinding(EngineConditions.AlertTopics, null, Text($"{pending} changes wait")));
        }

        if (BrokerDropped() is var dropped && dropped != _dropped)
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
