using System.Text;
using Rpm.Telemetry.SenMl;

namespace Rpm.Telemetry.Tests.SenMl;

public sealed class SenMlReadingsTests
{
    // 2026-11-23T08:40:00Z
    private const string At = "1795423200";

    [Fact]
    public void Decode_RecordsOfOneBaseNameAndTime_AreOneReading()
    {
        var batch = Decode($$"""
            [{"bn":"urn:dev:ow:10e2073a01080063:","bt":{{At}}.25,"bu":"mm[Hg]","n":"systolic","v":128},
             {"n":"diastolic","v":82},{"n":"pulse","u":"beat/min","v":71},{"n":"id","vs":"a\u00e91"},
             {"n":"systolic","t":-60,"v":130.0},{"n":"diastolic","t":-60,"v":84}]
            """);
        Assert.Empty(batch.Rejections);
        Assert.Equal([0, 4], batch.Indexes.ToArray());
        Assert.Equal(["2026-11-23T08:40:00.250Z", "2026-11-23T08:39:00.250Z"], batch.Readings.ToArray().Select(r => r.Time.ToString()));
        Assert.Equal(("aé1", "128 mm[Hg]", "71 /min"), (batch.Readings[0].Id.ToString(), Text(batch.Readings[0], Measure.Systolic), Text(batch.Readings[0], Measure.Pulse)));
        Assert.Equal("130.0 mm[Hg]", Text(batch.Readings[1], Measure.Systolic));
    }

    [Theory]
    [InlineData("""{"n":"spo2","u":"/","v":0.97}""", Measure.Spo2, "97 %")]
    [InlineData("""{"n":"spo2","u":"%","v":97.0}""", Measure.Spo2, "97.0 %")]
    [InlineData("""{"n":"temperature","u":"K","v":310.15}""", Measure.Temperature, "37.00 Cel")]
    [InlineData("""{"n":"temperature","u":"Cel","v":37.0}""", Measure.Temperature, "37.0 Cel")]
    [InlineData("""{"bv":30,"n":"temperature","u":"Cel","v":7.0}""", Measure.Temperature, "37.0 Cel")]
    [InlineData("""{"n":"weight","u":"g","v":70250}""", Measure.Weight, "70250 g")]
    [InlineData("""{"n":"heartRate","v":61}""", Measure.HeartRate, "61 /min")]
    [InlineData("""{"n":"battery","u":"%EL","v":55}""", Measure.Battery, "55 %")]
    [InlineData("""{"n":"charging","vb":true}""", Measure.Charging, "1")]
    [InlineData("""{"n":"cgm/glucose","u":"mmol/L","v":5.80}""", Measure.Glucose, "5.80 mmol/L")]
    [InlineData("""{"n":"cgm/glucose","u":"mg/dL","vs":"low"}""", Measure.Glucose, "<40 mg/dL")]
    [InlineData("""{"bn":"d:heartRate","v":61}""", Measure.HeartRate, "61 /min")]
    public void Decode_Value_KeepsDigitsAndUnit(string record, Measure measure, string text) =>
        Assert.Equal(text, Text(Decoding.Single(Decode("[" + record.Insert(1, $"\"bt\":{At},") + "]")), measure));

    [Fact]
    public void Decode_PressuresInPascal_AreInOneUnit()
    {
        var reading = Decoding.Single(Decode($$"""[{"bt":{{At}},"bu":"Pa","n":"systolic","v":17065},{"n":"diastolic","v":10900}]"""));
        Assert.Equal(("17.065 kPa", "10.900 kPa"), (Text(reading, Measure.Systolic), Text(reading, Measure.Diastolic)));
    }

    [Theory]
    [InlineData("0", "2026-11-23T08:45:00.000Z")]
    [InlineData("-90", "2026-11-23T08:43:30.000Z")]
    [InlineData("-0.5", "2026-11-23T08:44:59.500Z")]
    public void Decode_RelativeTime_CountsFromTheReceipt(string time, string instant)
    {
        var reading = Decoding.Single(Decode($$"""[{"n":"heartRate","v":61,"t":{{time}}}]"""));
        Assert.Equal((instant, ReadingFlags.GatewayTime), (reading.Time.ToString(), reading.Flags));
    }

    [Fact]
    public void Decode_GroupOfSeveralKinds_GivesAReadingOfEach()
    {
        var batch = Decode($$"""[{"bt":{{At}},"n":"spo2","v":97},{"n":"pulse","v":71},{"n":"temperature","u":"Cel","v":36.6},{"n":"battery","v":80},{"n":"error","vs":"E3"}]""");
        Assert.Empty(batch.Rejections);
        Assert.Equal([(Kind.PulseOximetry, 0, 2), (Kind.Temperature, 2, 1), (Kind.Status, 3, 1)], batch.Readings.ToArray().Select((r, i) => (r.Kind, batch.Indexes[i], r.Values.Count)));
        Assert.Equal("E3", batch.Readings[2].Status?.Error);
    }

    [Theory]
    [InlineData("""[{"n":"glucose","u":"mg/dL","v":100}]""", RejectReason.UnknownKind, 0)]
    [InlineData("""[{"n":"steps","v":100}]""", RejectReason.UnknownKind, 0)]
    [InlineData("""[{"n":"temperature","v":36.6}]""", RejectReason.MissingUnit, 0)]
    [InlineData("""[{"n":"temperature","u":"lux","v":36.6}]""", RejectReason.UnknownUnit, 0)]
    [InlineData("""[{"n":"temperature","u":"Cel","v":99}]""", RejectReason.Implausible, 0)]
    [InlineData("""[{"n":"temperature","u":"Cel","vs":"hot"}]""", RejectReason.InvalidValue, 0)]
    [InlineData("""[{"n":"systolic","v":128}]""", RejectReason.MissingValue, 0)]
    [InlineData("""[{"n":"systolic","v":128},{"n":"systolic","v":129},{"n":"diastolic","v":82}]""", RejectReason.InvalidValue, 0)]
    [InlineData("""[{"n":"systolic","v":128},{"n":"diastolic","u":"kPa","v":10.9}]""", RejectReason.UnknownUnit, 0)]
    [InlineData("""[{"n":"heartRate","v":61,"t":1e12}]""", RejectReason.InvalidValue, 0)]
    [InlineData("""[{"n":"heartRate","v":61,"t":"now"}]""", RejectReason.InvalidValue, 0)]
    [InlineData("""[{"n":"heartRate","v":61,"t":600}]""", RejectReason.TimeInFuture, 0)]
    [InlineData("""[{"n":"heartRate","v":61,"must_":1}]""", RejectReason.Malformed, -1)]
    [InlineData("""[{"bver":11,"n":"heartRate","v":61}]""", RejectReason.Malformed, -1)]
    [InlineData("""[{"n":7,"v":61}]""", RejectReason.Malformed, -1)]
    [InlineData("""{"n":"heartRate","v":61}""", RejectReason.Malformed, -1)]
    [InlineData("""[{"n":"heartRate","v":61}""", RejectReason.NotJson, -1)]
    [InlineData("""[1]""", RejectReason.Malformed, -1)]
    public void Decode_WhatCannotBeUsed_SaysWhy(string pack, RejectReason reason, int index)
    {
        var rejection = Decoding.Rejected(Decode(pack));
        Assert.Equal((reason, index), (rejection.Reason, rejection.Index));
    }

    [Fact]
    public void Decode_RejectedGroup_LeavesItsNeighboursAlone()
    {
        var batch = Decode($$"""[{"bt":{{At}},"n":"heartRate","v":61},{"n":"heartRate","v":610,"t":1},{"n":"heartRate","v":62,"t":2}]""");
        Assert.Equal([0, 2], batch.Indexes.ToArray());
        Assert.Equal((1, RejectReason.Implausible), (Assert.Single(batch.Rejections).Index, batch.Rejections[0].Reason));
    }

    [Theory]
    [InlineData("81A3211A6B03F8E000696865617274526174650218 3D", true)] // [{bt, "heartRate", v: 61}] with label -2 as bt would be a text
    [InlineData("81", false)]
    [InlineData("8101", false)]
    [InlineData("9FFF01", false)]
    public void Decode_CborThatIsNoPack_IsMalformed(string hex, bool record)
    {
        var batch = new ReadingBatch();
        SenMlReadings.Decode(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), Decoding.Context("dev-1"), batch);
        Assert.Equal(record, Decoding.Rejected(batch).Detail.Contains('_', StringComparison.Ordinal));
        Assert.Equal(RejectReason.Malformed, batch.Rejections[0].Reason);
    }

    [Fact]
    public void Decode_CborOfTheRfcsNumbers_IsRead()
    {
        // [{-2: "x/", -3: 1795423200, 0: "temperature", 1: "Cel", 2: 36.6 as a float of 64, 32 and a decimal fraction}] in three packs
        foreach (var number in new[] { "FB40424CCCCCCCCCCD", "FA42126666", "C4822019016E" })
        {
            var batch = new ReadingBatch();
            SenMlReadings.Decode(Convert.FromHexString("81A5" + "2162782F" + "221A6B03F8E0" + "006B74656D7065726174757265" + "016343656C" + "02" + number), Decoding.Context("dev-1", limits: DecodeLimits.Create(new ReadingOptions { MaxFuture = TimeSpan.FromDays(400) }, false)), batch);
            Assert.Equal("36.6 Cel", Text(Decoding.Single(batch), Measure.Temperature));
        }
    }

    [Fact]
    public void Decode_InterleavedOrManyGroups_AreGroupedAllTheSame()
    {
        var systolic = Enumerable.Range(0, 200).Select(i => $$"""{"n":"systolic","t":{{-i}},"v":{{120 + (i % 20)}}}""");
        var diastolic = Enumerable.Range(0, 200).Select(i => $$"""{"n":"diastolic","t":{{-i}},"v":{{70 + (i % 20)}}}""");
        var batch = Decode($$"""[{"bt":{{At}}},{{string.Join(',', systolic.Concat(diastolic))}}]""");
        Assert.Empty(batch.Rejections);
        Assert.All(batch.Readings.ToArray(), r => Assert.Equal(2, r.Values.Count));
        Assert.Equal(Enumerable.Range(1, 200), batch.Indexes.ToArray());
    }

    [Fact]
    public void Decode_OfAnAcceptedJsonPack_AllocatesNothing()
    {
        var pack = Encoding.UTF8.GetBytes($$"""[{"bn":"c/","bt":{{At}},"n":"systolic","u":"mmHg","v":128},{"n":"diastolic","v":82},{"n":"pulse","v":71},{"n":"heartRate","v":71}]""");
        var context = Decoding.Context("dev-1");
        var batch = new ReadingBatch();
        var allocated = Allocation.Of(() =>
        {
            batch.Clear();
            SenMlReadings.Decode(pack, context, batch);
        });
        Assert.Empty(batch.Rejections);
        Assert.Equal((2, 0), (batch.Count, allocated));
    }

    private static ReadingBatch Decode(string pack)
    {
        var batch = new ReadingBatch();
        SenMlReadings.Decode(Encoding.UTF8.GetBytes(pack), Decoding.Context("dev-1"), batch);
        return batch;
    }

    private static string? Text(in Reading reading, Measure measure) => reading.Values.TryGet(measure, out var quantity) ? quantity.ToString() : null;
}
