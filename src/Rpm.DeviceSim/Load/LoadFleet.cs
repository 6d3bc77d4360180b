using System.Security.Cryptography;
using System.Text;
using Rpm.DeviceSim.Wards;
using Rpm.DeviceSim.Wire;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Load;

/// <summary>The sensors of a plan shared out among connections, with their packets and what is due when.</summary>
internal sealed class LoadFleet
{
    private readonly LoadPlan _plan;
    private readonly List<(IReadOnlyList<WardSensor> Sensors, WardPackets Packets)> _parts = [];

    /// <exception cref="NotSupportedException">The format does not carry what a sensor measures.</exception>
    public LoadFleet(LoadPlan plan)
    {
        _plan = plan;
        var sensors = new WardScript(plan.Ward).Sensors.Take(plan.Devices + plan.Ward.Scenarios.Count).ToList();
        var refresh = plan.Rate is null ? TimeSpan.Zero : TimeSpan.FromSeconds(10);
        // With a scenario only its own patient lives faster: the others' glucose would fall and rise faster than any rule allows.
        var speed = plan.Ward.Scenarios.Count > 0 ? 1 : plan.Ward.Speed;
        var parts = Enumerable.Range(0, plan.Connections).Select(_ => new List<WardSensor>()).ToArray();
        for (var i = 0; i < sensors.Count; i++)
        {
            parts[i % plan.Connections].Add(sensors[i]);
        }

        foreach (var (part, i) in parts.Where(p => p.Count > 0).Select((p, i) => (p, i)))
        {
            _parts.Add((part, new WardPackets(part, Encoder(plan.Format, plan.Version, i), plan.Batch, refresh, speed)));
        }

        // Probes have a connection of their own, so that they wait for nobody but the target.
        Probes = ProbeWard.Of(plan.Ward.IdPrefix, plan.Probes);
        if (Probes.Count > 0)
        {
            _parts.Add((Probes, new WardPackets(Probes, Encoder(PayloadFormat.Json, plan.Version, _parts.Count), 1, TimeSpan.Zero, 1)));
        }

        Sensors = sensors;
    }

    /// <summary>The devices of the ward that take part, scenarios included.</summary>
    public IReadOnlyList<WardSensor> Sensors { get; }

    public IReadOnlyList<WardSensor> Probes { get; }

    /// <summary>The packets of each connection.</summary>
    public IReadOnlyList<IPacketSource> Sources => [.. _parts.Select(p => p.Packets)];

    /// <summary>Connections without that of the probes.</summary>
    public int LoadConnections => _parts.Count - (Probes.Count > 0 ? 1 : 0);

    /// <summary>How the generator is to connect.</summary>
    public LoadSettings Settings => new()
    {
        Broker = _plan.Broker,
        Version = _plan.Version,
        Qos = _plan.Qos,
        ClientIdPrefix = $"sim-{_plan.RunId}",
        Window = Math.Clamp(_plan.Window / Math.Max(1, LoadConnections), 1, 60_000),
        KeepAlive = _plan.KeepAlive,
        GiveUpAfter = _plan.GiveUpAfter,
        IdBase = IdBase(_plan.RunId),
    };

    /// <summary>Makes every packet, so that none has to be made when it is due.</summary>
    public void Prepare(Instant now)
    {
        foreach (var (_, packets) in _parts)
        {
            packets.Prepare(now);
        }
    }

    /// <summary>Gives the connections what is due, from a beginning on.</summary>
    /// <param name="rate">Readings a second; null = each sensor at its own interval.</param>
    public void Schedule(LoadGenerator generator, Instant began, RateProfile? rate, TimeSpan? length)
    {
        // A message of a batch stands for several readings.
        var messages = rate?.Times(1.0 / _plan.Batch);
        for (var i = 0; i < _parts.Count; i++)
        {
            var (sensors, packets) = _parts[i];
            packets.Begin(began);
            generator.Connections[i].Arrivals = messages is null || i >= LoadConnections
                ? new SensorArrivals(sensors, length)
                : new EvenArrivals(messages, i, LoadConnections, packets.Groups);
        }
    }

    /// <summary>Gives the connections as much as they get acknowledged.</summary>
    public void Flood(LoadGenerator generator, Instant began, TimeSpan length)
    {
        for (var i = 0; i < LoadConnections; i++)
        {
            _parts[i].Packets.Begin(began);
            generator.Connections[i].Arrivals = new FloodArrivals(length, _parts[i].Packets.Groups);
        }
    }

    private PacketEncoder Encoder(PayloadFormat format, MqttVersion version, int connection) =>
        new(format, version, _plan.Qos, _plan.Ward.TopicPrefix, $"{_plan.Ward.IdPrefix}gateway-{connection + 1:d4}");

    // The upper half of an id is the run's, the lower one counts.
    private static ulong IdBase(string run) => (ulong)BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(run))) << 32;
}
