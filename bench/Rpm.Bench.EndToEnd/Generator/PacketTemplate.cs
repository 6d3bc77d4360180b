using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Rpm.Bench.EndToEnd.Generator;

/// <summary>
/// One device's PUBLISH (MQTT 3.1.1, QoS 1) with holes of fixed width for packet id, time and reading id, so that a new,
/// unique reading costs one copy and three short writes.
/// </summary>
internal sealed class PacketTemplate
{
    private const string TimeHole = "0000-00-00T00:00:00.000Z";
    private const string IdHole = "0000000000000000";

    private readonly byte[] _packet;
    private readonly int _packetId;
    private readonly int _time;
    private readonly int _id;

    private PacketTemplate(byte[] packet, int packetId, int time, int id) => (_packet, _packetId, _time, _id) = (packet, packetId, time, id);

    /// <summary>Length of the packet in bytes.</summary>
    public int Length => _packet.Length;

    /// <summary>The packet of a device; kinds alternate between blood pressure, oximetry and CGM. Values are calm ones.</summary>
    public static PacketTemplate For(string prefix, int device)
    {
        var (kind, members) = (device % 3) switch
        {
            0 => ("blood-pressure", string.Create(CultureInfo.InvariantCulture, $"\"systolic\":{112 + device % 12},\"diastolic\":{70 + device % 9},\"map\":{86 + device % 6},\"pulse\":{62 + device % 20}")),
            1 => ("pulse-oximetry", string.Create(CultureInfo.InvariantCulture, $"\"spo2\":{96 + device % 4},\"pulse\":{62 + device % 20},\"perfusion\":2.{device % 10}")),
            _ => ("cgm", string.Create(CultureInfo.InvariantCulture, $"\"glucose\":{100 + device % 50},\"unit\":\"mg/dL\",\"rate\":0.{device % 5}")),
        };
        var topic = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{prefix}/up/bench-{device:d5}/{kind}"));
        var payload = Encoding.UTF8.GetBytes($"{{\"time\":\"{TimeHole}\",\"id\":\"{IdHole}\",{members}}}");
        var remaining = 2 + topic.Length + 2 + payload.Length;
        var packet = new List<byte> { 0x32 };
        for (var rest = remaining; ;)
        {
            var seven = (byte)(rest & 0x7F);
            rest >>= 7;
            packet.Add(rest > 0 ? (byte)(seven | 0x80) : seven);
            if (rest == 0)
            {
                break;
            }
        }

        packet.Add((byte)(topic.Length >> 8));
        packet.Add((byte)topic.Length);
        packet.AddRange(topic);
        var packetId = packet.Count;
        packet.AddRange([0, 0]);
        var start = packet.Count;
        packet.AddRange(payload);
        var text = Encoding.UTF8.GetString(payload);
        return new PacketTemplate(
            [.. packet], packetId, start + text.IndexOf(TimeHole, StringComparison.Ordinal), start + text.IndexOf(IdHole, StringComparison.Ordinal));
    }

    /// <summary>Writes the packet; returns its length.</summary>
    /// <param name="time">24 bytes, ISO 8601 in UTC with milliseconds.</param>
    public int Write(Span<byte> target, ushort packetId, ReadOnlySpan<byte> time, ulong id)
    {
        _packet.CopyTo(target);
        target[_packetId] = (byte)(packetId >> 8);
        target[_packetId + 1] = (byte)packetId;
        time.CopyTo(target[_time..]);
        Utf8Formatter.TryFormat(id, target.Slice(_id, IdHole.Length), out _, new System.Buffers.StandardFormat('x', 16));
        return _packet.Length;
    }
}
