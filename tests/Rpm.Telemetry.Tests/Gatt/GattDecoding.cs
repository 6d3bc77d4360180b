using System.Text;
using Rpm.Telemetry.Gatt;

namespace Rpm.Telemetry.Tests.Gatt;

/// <summary>Decodes a value given in hex, with what a gateway sends beside it.</summary>
internal static class GattDecoding
{
    public const string Now = "2026-11-23T08:44:30Z";

    public static ReadingBatch Decode(
        GattCharacteristic characteristic, string hex, string? received = Now, string? zone = null, string? sessionStart = null, string? context = null,
        string? registeredZone = null)
    {
        var batch = new ReadingBatch();
        var devices = new DeviceDirectory(zoneOf: _ => registeredZone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(registeredZone));
        GattReadings.Decode(
            characteristic,
            new GattFrame
            {
                Value = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)),
                Received = Utf8(received),
                Zone = Utf8(zone),
                SessionStart = Utf8(sessionStart),
                Context = Utf8(context),
            },
            Decoding.Context("dev-1", devices: devices), batch);
        return batch;
    }

    private static byte[] Utf8(string? text) => Encoding.UTF8.GetBytes(text ?? "");
}
