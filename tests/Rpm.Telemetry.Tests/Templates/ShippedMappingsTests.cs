using System.Text.Json;
using Rpm.Telemetry.Templates;

namespace Rpm.Telemetry.Tests.Templates;

public sealed class ShippedMappingsTests
{
    public static TheoryData<string> Names => [.. ShippedMappings.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_OfAShippedMapping_HasNoFault(string name) => Assert.Empty(Mapping.Read(name, name, ShippedMappings.Source(name)!).Faults);

    [Theory]
    [InlineData("telli-", "tellihealth")]
    [InlineData("ihealth-", "ihealth")]
    [InlineData("bodytrace-", "bodytrace")]
    public void Decode_OfPublishedPayloads_GivesTheExpectedValues(string samples, string name)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.PathOf("payloads/index.json")));
        var folder = Path.GetDirectoryName(SharedFiles.PathOf("payloads/index.json"))!;
        var compared = 0;
        foreach (var sample in index.RootElement.EnumerateArray().Where(s => s.GetProperty("id").GetString()!.StartsWith(samples, StringComparison.Ordinal)))
        {
            if (sample.GetProperty("expected").ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            var payload = File.ReadAllText(Path.Combine(folder, sample.GetProperty("file").GetString()!));
            var (batch, _) = Mapped.Decode(Shipped(name), payload, device: name == "ihealth" ? "topic-device" : null);
            Assert.Empty(batch.Rejections);
            foreach (var expected in sample.GetProperty("expected").EnumerateArray())
            {
                var time = Decoding.At(expected.GetProperty("time").GetString()!);
                var metric = expected.GetProperty("metric").GetString()!;
                var value = expected.GetProperty("value").GetDecimal();
                Assert.True(Units.TryParse(expected.GetProperty("unit").GetString(), out var unit));
                Assert.Contains(batch.Readings.ToArray(), r => r.Time == time
                    && (!expected.TryGetProperty("device", out var device) || r.Device == device.GetString())
                    && Enumerable.Range(0, r.Values.Count).Any(i => (Measures.Name(r.Values[i].Measure) == metric || (metric == "pulse" && r.Values[i].Measure == Measure.HeartRate))
                        && r.Values[i].Quantity.ToDecimal() == value && r.Values[i].Quantity.Unit == unit));
                compared++;
            }
        }

        Assert.InRange(compared, 1, int.MaxValue);
    }

    [Fact]
    public void Decode_OfIHealthLists_KnowsZeroUnitAndHand()
    {
        string Payload(string file) => File.ReadAllText(SharedFiles.PathOf("payloads/shimmer/ihealth/" + file));
        var (pressures, _) = Mapped.Decode(Shipped("ihealth"), Payload("ihealth-bp.json"), "d");
        Assert.Equal([ReadingFlags.None, ReadingFlags.Manual], pressures.Readings.ToArray().Select(r => r.Flags));
        Assert.Equal("c62b84d9d4b7480a8ff2aef1465aa454", pressures.Readings[0].Id.ToString());
        var (pulseless, _) = Mapped.Decode(Shipped("ihealth"), Payload("ihealth-bp-no-heart-rate.json"), "d");
        Assert.Equal(2, Decoding.Single(pulseless).Values.Count);
        Assert.Equal(RejectReason.MissingValue, Decoding.Rejected(Mapped.Decode(Shipped("ihealth"), Payload("ihealth-weight-no-weight-value.json"), "d").Batch).Reason);
        Assert.Equal(RejectReason.TemplateNoMatch, Decoding.Rejected(Mapped.Decode(Shipped("ihealth"), Payload("ihealth-spo2-empty.json"), "d").Batch).Reason);
        var (kilopascals, _) = Mapped.Decode(Shipped("ihealth"), Payload("ihealth-bp.json").Replace("\"BPUnit\": 0", "\"BPUnit\": 1", StringComparison.Ordinal).Replace("\"HP\": 120", "\"HP\": 16.0", StringComparison.Ordinal).Replace("\"LP\": 90", "\"LP\": 12.0", StringComparison.Ordinal), "d");
        Assert.Equal("16.0 kPa", Mapped.Text(kilopascals.Readings[0], Measure.Systolic));
    }

    [Fact]
    public void Decode_OfWithingsGroups_MultipliesByThePowerOfTen()
    {
        var (batch, _) = Mapped.Decode(Shipped("withings"), File.ReadAllText(SharedFiles.PathOf("payloads/withings-python/measurement_list.json")), "manual");
        var first = batch.Readings.ToArray().First(r => r.Kind == Kind.BloodPressure);
        Assert.Equal(("143.00 mm[Hg]", "106.00 mm[Hg]", "82.00 /min"), (Mapped.Text(first, Measure.Systolic), Mapped.Text(first, Measure.Diastolic), Mapped.Text(first, Measure.Pulse)));
        Assert.Equal("2021-05-03T11:00:31.000Z", first.Time.ToString());
        Assert.Contains(batch.Readings.ToArray(), r => Mapped.Text(r, Measure.Weight) == "108.400 kg");
        Assert.Contains(batch.Rejections, r => r.Reason is RejectReason.UnknownDevice); // typed in: the group names no device
        Assert.Contains(batch.Rejections, r => r.Reason is RejectReason.Implausible or RejectReason.UnknownDevice);
    }

    [Fact]
    public void Decode_OfTenoviMeasurements_PutsThePulseWhereItBelongs()
    {
        static string Item(string metric, string one, string two, string time = "2026-11-23T08:40:00Z", string device = "d-1") =>
            $$"""{"metric":"{{metric}}","hwi_device_id":"{{device}}","patient_id":"p","hardware_uuid":"u","sensor_code":"10","value_1":{{one}},"value_2":{{two}},"created":"{{time}}","timestamp":"{{time}}","timezone_offset":-300,"estimated_timestamp":false}""";
        var (batch, _) = Mapped.Decode(Shipped("tenovi"), "[" + string.Join(
            ',', Item("pulse", "\"71\"", "null"), Item("blood_pressure", "\"128\"", "\"82\""), Item("spO2", "97", "null", device: "d-2"), Item("pulse", "64", "null", device: "d-2"),
            Item("pulse", "66", "null", "2026-11-23T08:41:00Z"), Item("weight", "\"180.4\"", "null")) + "]");
        Assert.Empty(batch.Rejections);
        Assert.Equal(
            [
                (Kind.BloodPressure, "d-1", "71 /min"), (Kind.PulseOximetry, "d-2", "64 /min"), (Kind.HeartRate, "d-1", "66 /min"), (Kind.Weight, "d-1", "180.4 [lb_av]"),
            ],
            batch.Readings.ToArray().Select(r => (r.Kind, r.Device, r.Values[r.Values.Count - 1].Quantity.ToString())));
    }

    [Fact]
    public void Decode_OfTranstekTelemetry_TakesTheDevicesTimeElseTheServers()
    {
        var (batch, _) = Mapped.Decode(Shipped("transtek"),
            """[{"deviceId":"100224300182","createdAt":1647349680,"data":{"data_type":"bpm_gen2_measure","sys":131,"dia":78,"pul":65,"ihb":true,"user":2},"modelNumber":"TMB-2092-G"},{"deviceId":"s","createdAt":1647349680,"isTest":false,"data":{"data_type":"scale_gen2_measure","wt":70250,"ts":1647349600}}]""");
        Assert.Empty(batch.Rejections);
        Assert.Equal((2, QualityFlags.IrregularPulse, 1_647_349_680_000), (batch.Readings[0].User, batch.Readings[0].Quality, batch.Readings[0].Time.UnixMilliseconds));
        Assert.Equal(("70250 g", 1_647_349_600_000), (Mapped.Text(batch.Readings[1], Measure.Weight), batch.Readings[1].Time.UnixMilliseconds));
    }

    private static Mapping Shipped(string name) => Mapped.Read(ShippedMappings.Source(name)!);
}
