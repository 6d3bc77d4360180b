using System.Text;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Tests;

/// <summary>What the decoder tests share: a fixed present, a directory, and a decode of text.</summary>
internal static class Decoding
{
    public static readonly Instant Received = At("2026-11-23T08:45:00Z");

    public static readonly DecodeLimits TestAllowed = DecodeLimits.Create(new ReadingOptions(), allowTest: true);

    public static Instant At(string time) => Instant.From(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));

    public static DecodeContext Context(string? device = null, Kind? kind = null, DecodeLimits? limits = null, IDeviceDirectory? devices = null) => new()
    {
        Received = Received,
        Limits = limits ?? DecodeLimits.Default,
        Devices = devices ?? new DeviceDirectory(),
        Device = device,
        Kind = kind,
    };

    public static ReadingBatch Decode(string payload, in DecodeContext context)
    {
        var batch = new ReadingBatch();
        JsonReadings.Decode(Encoding.UTF8.GetBytes(payload), context, batch);
        return batch;
    }

    public static ReadingBatch Decode(Kind kind, string payload) => Decode(payload, Context("dev-1", kind));

    public static Reading Single(ReadingBatch batch)
    {
        Assert.Empty(batch.Rejections);
        Assert.Equal(1, batch.Count);
        return batch.Readings[0];
    }

    public static Rejection Rejected(ReadingBatch batch)
    {
        Assert.Equal(0, batch.Count);
        return Assert.Single(batch.Rejections);
    }
}
