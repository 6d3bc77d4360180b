using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alive;

/// <summary>What the engine tells of itself. Spans and priorities are project choices, with no clinical source.</summary>
internal static class EngineConditions
{
    /// <summary>Above this the monitor judges too late (decision 4 of the architecture: 30 s).</summary>
    public static readonly TimeSpan MonitorLagRaises = TimeSpan.FromSeconds(30);

    /// <summary>Below this it keeps up again.</summary>
    public static readonly TimeSpan MonitorLagClears = TimeSpan.FromSeconds(10);

    /// <summary>Parts of the journal's size limit at which it is told, and below which it is over.</summary>
    public const double JournalRaises = 0.9, JournalClears = 0.75;

    /// <summary>A clock that is corrected by less is not told.</summary>
    public static readonly TimeSpan ClockRaises = TimeSpan.FromSeconds(2);

    public static readonly EngineCondition MonitorLag = new(
        "monitor-lag", "Readings are judged too late", AlertPriority.High,
        "Alerts come late. Look at the load and the disk of the engine's machine.", Seconds(5), Seconds(30), Hours(1));

    public static readonly EngineCondition BrokerDropped = new(
        "broker-dropped", "The MQTT broker dropped messages that it had acknowledged", AlertPriority.High,
        "Readings are lost. Check the broker's queue limits.", TimeSpan.Zero, Minutes(10), Hours(1));

    public static readonly EngineCondition BrokerLink = new(
        "broker-link", "The MQTT broker cannot be reached", AlertPriority.High,
        "No readings come in and no alerts go out over MQTT. Check the broker and the network.", Minutes(1), Seconds(30), Hours(1));

    public static readonly EngineCondition AlertTopics = new(
        "alert-topics", "Alerts do not reach the MQTT broker", AlertPriority.High,
        "Who relies on the alert topics hears nothing. Use the page, and check the broker's permissions.", Minutes(1), Seconds(30), Hours(1));

    public static readonly EngineCondition SinkDetached = new(
        "sink-detached", "A store outside was detached at the journal's size limit", AlertPriority.Medium,
        "It is being brought up from the embedded store; until then it shows old values.", TimeSpan.Zero, Seconds(30), Hours(4));

    public static readonly EngineCondition SinkFailing = new(
        "sink-failing", "A store outside takes nothing", AlertPriority.Low,
        "Readings wait in the journal. Check that server.", Minutes(5), Minutes(1), Hours(24));

    public static readonly EngineCondition JournalSize = new(
        "journal-size", "The journal is close to its size limit", AlertPriority.High,
        "At the limit stores outside are detached. Find out which follower is behind.", Seconds(10), Minutes(1), Hours(1));

    public static readonly EngineCondition IntakeStopped = new(
        "intake-stopped", "The engine takes no readings", AlertPriority.High,
        "The journal cannot be written. Check the disk; devices keep what is not acknowledged.", Seconds(5), Seconds(30), Hours(1));

    public static readonly EngineCondition HeartbeatUrl = new(
        "heartbeat-url", "The heartbeat does not reach its address", AlertPriority.Medium,
        "The watch over this engine is blind. Check the address and the network.", Minutes(2), Minutes(1), Hours(4));

    public static readonly EngineCondition Synthetic = new(
        "synthetic-reading", "The engine's own test reading does not come through", AlertPriority.High,
        "Patients' readings may not be judged. Watch the patients by other means and look at the engine.", TimeSpan.Zero, Seconds(30), Hours(1));

    public static readonly EngineCondition ClockBack = new(
        "clock-back", "The clock of the engine's machine was set back", AlertPriority.High,
        "Silence and escalation are not judged until it has caught up. Correct the clock.", Seconds(5), Minutes(1), Hours(1));

    public static readonly EngineCondition GatewayOffline = new(
        "gateway-offline", "A gateway is offline", AlertPriority.Medium,
        "No readings come from the devices registered to it. Check its power and network.", Seconds(15), TimeSpan.Zero, Hours(4));

    public static readonly EngineCondition GatewaySilent = new(
        "gateway-silent", "A gateway is not heard any more", AlertPriority.Medium,
        "No readings come from the devices registered to it. Check its power and network.", TimeSpan.Zero, TimeSpan.Zero, Hours(4));

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<EngineCondition> All =
    [
        MonitorLag, BrokerDropped, BrokerLink, AlertTopics, SinkDetached, SinkFailing, JournalSize, IntakeStopped, HeartbeatUrl, Synthetic, ClockBack,
        GatewayOffline, GatewaySilent,
    ];

    /// <summary>The condition of an alert's rule; null where this build has no such condition.</summary>
    public static EngineCondition? Of(string rule) => All.FirstOrDefault(c => rule == c.Rule || rule.StartsWith(c.Rule + ":", StringComparison.Ordinal));

    private static TimeSpan Seconds(int n) => TimeSpan.FromSeconds(n);

    private static TimeSpan Minutes(int n) => TimeSpan.FromMinutes(n);

    private static TimeSpan Hours(int n) => TimeSpan.FromHours(n);
}
