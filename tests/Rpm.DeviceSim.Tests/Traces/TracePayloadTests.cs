using Rpm.DeviceSim.Publishing;
using Rpm.Telemetry;
using Rpm.Telemetry.Json;
using Rpm.Telemetry.Traces;
using Xunit;

namespace Rpm.DeviceSim.Tests.Traces;

/// <summary>What an engine with the contract's default limits makes of each trace, moved to now.</summary>
public sealed class TracePayloadTests
{
    private static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("bp_welltory.csv", 721, "")]
    [InlineData("cgm_dexcom_clarity.csv", 2_148, "")]
    // One person wore the sensor twice, 10,001 hours apart: the first time is older than 400 days.
    [InlineData("cgm_hall2018.csv", 11_286, "time-too-old 754")]
    [InlineData("cgm_libreview_mmol.csv", 3_109, "")]
    // The simulator's true glucose falls below 10 mg/dL, once below zero.
    [InlineData("cgm_simglucose.csv", 8_569, "implausible 89")]
    // Zeros of sensors that are off: the arterial line for all but seven minutes, the electrodes, the belt.
    [InlineData("vitals_mimic2_numerics.csv", 6_074, "implausible 2056")]
    public void Decode_SharedTrace_IsAcceptedButForWhatIsKnown(string name, int accepted, string rejected)
    {
        var (count, reasons, _) = Decode(SharedTraces.Join(name));

        Assert.Equal((accepted, rejected), (count, reasons));
    }

    [Fact]
    public void Decode_DigitsOfATrace_ComeBackAsSent()
    {
        var trace = Trace.Join("a,2020-01-01T00:00:00,glucose,160.93755752241984,mg/dL", "a,2020-01-01T00:05:00,glucose,6.0,mmol/L");

        var (_, _, readings) = Decode(trace);

        Assert.Equal(["160.93755752241984 mg/dL", "6.0 mmol/L"], readings.Select(r => r.Values[0].Quantity.ToString()));
        Assert.Equal([Now - TimeSpan.FromMinutes(5), Now], readings.Select(r => r.Time));
    }

    private static (int Accepted, string Rejected, List<Reading> Readings) Decode(JoinedTrace trace)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
        var devices = new DeviceDirectory();
        var batch = new ReadingBatch();
        foreach (var timed in new TraceClock(zone, new TraceShift(Now)).Apply(trace.Readings))
        {
            var reading = new Reading
            {
                Device = timed.Source.Device,
                Kind = timed.Source.Kind,
                Time = timed.Time,
                OffsetMinutes = timed.OffsetMinutes,
                User = -1,
                Values = timed.Source.Values,
            };
            var context = new DecodeContext { Received = Now, Limits = DecodeLimits.Default, Devices = devices, Device = reading.Device, Kind = reading.Kind };
            JsonReadings.Decode(ReadingPayload.Write(reading).Span, context, batch);
        }

        var reasons = batch.Rejections.GroupBy(r => RejectReasons.Code(r.Reason)).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}");
        return (batch.Count, string.Join(' ', reasons), [.. batch.Readings]);
    }
}
