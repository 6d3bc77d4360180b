using Rpm.Telemetry.Templates;

namespace Rpm.Telemetry.Tests.Templates;

/// <summary>Parts whose reading may come in another message.</summary>
public sealed class MappingAcrossTests
{
    private const string Time = "2026-11-23T08:40:00Z";

    [Fact]
    [Trait("Control", "C-137")]
    public void Decode_PartAlone_IsAReadingOfItsOwnKindThatKnowsWhatItCompletes()
    {
        var (batch, _) = Mapped.Decode(Vendor("\"across\": true"), $$"""{"d":"dev","t":"{{Time}}","pul":71}""");
        var reading = Decoding.Single(batch);
        Assert.Equal((Kind.HeartRate, "71 /min"), (reading.Kind, Mapped.Text(reading, Measure.HeartRate)));
        var part = Assert.NotNull(batch.PartAt(0));
        Assert.Equal((Kind.BloodPressure, true, TimeSpan.FromSeconds(10)), (part.Whole, part.WholeId.IsEmpty, part.Within));
        var whole = part.Complete(reading);
        Assert.Equal((Kind.BloodPressure, ReadingFlags.Part, "71 /min", 1), (whole.Kind, whole.Flags, Mapped.Text(whole, Measure.Pulse), whole.Values.Count));
        Assert.Equal(reading.Time, whole.Time);
        batch.Clear();
        Assert.Empty(batch.Parts);
    }

    [Fact]
    [Trait("Control", "C-137")]
    public void Decode_PartWithAnId_GetsOneOfItsOwnThatNamesTheType()
    {
        var (batch, _) = Mapped.Decode(Vendor("\"across\": true, \"idExpression\": \"$.id\""), $$"""{"d":"dev","t":"{{Time}}","id":"a7","pul":71}""");
        Assert.Equal(("a7/pulse", "a7"), (batch.Readings[0].Id.ToString(), batch.PartAt(0)!.Value.WholeId.ToString()));
        (batch, _) = Mapped.Decode(Vendor("\"across\": true, \"idExpression\": \"$.id\""), $$"""{"d":"dev","t":"{{Time}}","id":"{{new string('a', 60)}}","pul":71}""");
        Assert.Equal(RejectReason.InvalidValue, Decoding.Rejected(batch).Reason);
    }

    [Fact]
    public void Decode_PartAndWholeInOneMessage_AreOneReadingAsEver()
    {
        var (batch, _) = Mapped.Decode(Vendor("\"across\": true"), $$"""{"d":"dev","t":"{{Time}}","sys":128,"dia":82,"pul":71}""");
        Assert.Equal((Kind.BloodPressure, "71 /min"), (Decoding.Single(batch).Kind, Mapped.Text(batch.Readings[0], Measure.Pulse)));
        Assert.Empty(batch.Parts);
    }

    [Theory]
    [InlineData("\"pul\":400", RejectReason.Implausible)]
    [InlineData("\"pul\":\"high\"", RejectReason.InvalidValue)]
    public void Decode_PartThatCannotBe_IsRefusedAndNoPart(string value, RejectReason reason)
    {
        var (batch, _) = Mapped.Decode(Vendor("\"across\": true"), $$"""{"d":"dev","t":"{{Time}}",{{value}}}""");
        Assert.Equal(reason, Decoding.Rejected(batch).Reason);
        Assert.Empty(batch.Parts);
    }

    [Fact]
    public void Decode_WithoutAcross_IsAHeartRateAsEver()
    {
        var (batch, _) = Mapped.Decode(Vendor("\"part\": true"), $$"""{"d":"dev","t":"{{Time}}","pul":71}""");
        Assert.Equal(Kind.HeartRate, Decoding.Single(batch).Kind);
        Assert.Null(batch.PartAt(0));
    }

    [Theory]
    [InlineData("\"across\": true, \"within\": 0", "from 1 to 60")]
    [InlineData("\"across\": true, \"within\": 61", "from 1 to 60")]
    [InlineData("\"across\": true, \"within\": \"10 s\"", "from 1 to 60")]
    [InlineData("\"within\": 10", "\"across\": true")]
    public void Read_WrongSpan_IsAFaultWithItsPlace(string members, string message)
    {
        var load = Mapping.Read("m", "m.json", Text(members));
        Assert.Null(load.Mapping);
        var fault = Assert.Single(load.Faults);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.True(fault.Line > 1);
    }

    [Fact]
    public void Read_AcrossWithoutAlone_IsAFault()
    {
        var load = Mapping.Read("m", "m.json", Text("\"across\": true").Replace("\"alone\": \"heart-rate\",", "", StringComparison.Ordinal));
        Assert.Contains("alone", Assert.Single(load.Faults).Message, StringComparison.Ordinal);
    }

    private static Mapping Vendor(string members) => Mapped.Read(Text(members));

    private static string Text(string members) => $$"""
        [{ "templateType": "JsonPathContent", "template": { "typeName": "blood-pressure", "typeMatchExpression": "$..[?(@.sys)]", "deviceIdExpression": "$.d", "timestampExpression": "$.t",
           "values": [{ "valueName": "systolic", "valueExpression": "$.sys", "required": true }, { "valueName": "diastolic", "valueExpression": "$.dia", "required": true }] } },
         { "templateType": "JsonPathContent", "template": { "typeName": "pulse", "kind": "blood-pressure", "part": true, "alone": "heart-rate", "typeMatchExpression": "$..[?(@.pul)]",
           "deviceIdExpression": "$.d", "timestampExpression": "$.t",
           {{members.Replace("\"part\": true", "\"quality\": []", StringComparison.Ordinal)}},
           "values": [{ "valueName": "pulse", "valueExpression": "$.pul", "required": true }] } }]
        """;
}
