using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;
using Rpm.Telemetry.Gatt;
using Rpm.Telemetry.Json;
using Rpm.Telemetry.SenMl;

namespace Rpm.Ingest.Pipeline;

/// <summary>Chooses the wire format by topic.</summary>
/// <param name="synthetic">The limits for the engine's own test reading.</param>
/// <param name="registry">The registry now, for the clamps of glucose sensors and the zones of clocks.</param>
/// <param name="mappings">For topics of other people's gateways.</param>
internal sealed class FrameDecoder(DecodeLimits limits, DecodeLimits synthetic, Func<RegistrySnapshot> registry, MappingTable? mappings = null) : IFrameDecoder
{
    private readonly MappingTable _mappings = mappings ?? MappingTable.Empty;
    private readonly DeviceDirectory _devices = new(device => ClampOf(registry(), device), zoneOf: device => ZoneOf(registry(), device));

    public void Decode(Frame frame, ReadingBatch batch)
    {
        if (_mappings.Of(frame.Topic) is { } bound)
        {
            DecodeMapped(bound, frame, batch);
            return;
        }

        if (!UpTopic.TryParse(frame.Topic, _devices, out var topic))
        {
            batch.Reject(new Rejection(-1, RejectReason.Malformed, "the topic is not up/{device}/{kind}"));
            return;
        }

        var context = new DecodeContext
        {
            Received = frame.Received,
            Limits = frame.Source == FrameSource.Synthetic ? synthetic : limits,
            Devices = _devices,
            Device = topic.Device,
            Kind = topic.Kind,
        };
        switch (topic.Format)
        {
            case UpFormat.Json or UpFormat.Batch:
                JsonReadings.Decode(frame.Payload.Span, in context, batch);
                break;
            case UpFormat.SenMl:
                SenMlReadings.Decode(frame.Payload, in context, batch);
                break;
            case UpFormat.Gatt:
                GattProperties.Decode(frame, topic.Characteristic.Span, in context, batch);
                break;
            case UpFormat.GattEnvelope:
                GattEnvelope.Decode(frame.Payload.Span, in context, batch);
                break;
            default:
                batch.Reject(new Rejection(-1, RejectReason.UnknownKind, "the last level of the topic is neither a kind nor a format", topic.Sender));
                break;
        }
    }

    /// <inheritdoc/>
    public GatewayReported? Report(Frame frame) => GatewayStatus.Read(frame, registry());

    private void DecodeMapped(BoundMapping bound, Frame frame, ReadingBatch batch)
    {
        var device = bound.DeviceLevel is { } level && frame.Topic.Split('/') is var levels && level < levels.Length ? levels[level] : null;
        for (var i = 0; i < frame.UserProperties.Count && device is null; i++)
        {
            device = frame.UserProperties[i] is { Key: "device", Value: { Length: > 0 } named } ? named : null;
        }

        var context = new DecodeContext
        {
            Received = frame.Received,
            Limits = limits,
            Devices = _devices,
            Device = device is null ? null : _devices.Intern(device),
        };
        bound.Mapping.Decode(frame.Payload.Span, in context, batch);
    }

    private static SensorClamp ClampOf(RegistrySnapshot registry, string device) =>
        registry.Devices.TryGetValue(device, out var record) && (record.ClampLow is not null || record.ClampHigh is not null)
            ? new SensorClamp(Clamp(record.ClampLow), Clamp(record.ClampHigh))
            : default;

    private static TimeZoneInfo? ZoneOf(RegistrySnapshot registry, string device) =>
        registry.Devices.TryGetValue(device, out var record) && record.Zone is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? found
            : null;

    /// <summary>A registered clamp such as <c>40 mg/dL</c>; the registry has checked its form.</summary>
    private static Quantity? Clamp(string? text) => text is not null && Quantity.TryParse(text, out var quantity) ? quantity : null;
}
