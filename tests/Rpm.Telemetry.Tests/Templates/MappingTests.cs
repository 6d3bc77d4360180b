using System.Text;
using Rpm.Telemetry.Templates;

namespace Rpm.Telemetry.Tests.Templates;

public sealed class MappingTests
{
    private const string Weight = """ "typeName":"weight","unit":"kg","values":[{"valueName":"weight","valueExpression":"$.v","required":true,"absent":["--",-1],"exponent":-1}]""";

    [Theory]
    [InlineData("702", "70.2 kg")]
    [InlineData("\"702\"", "70.2 kg")]
    [InlineData("70.25e1", "70.25 kg")]
    public void Decode_Number_IsTimesThePowerOfTen(string value, string text) =>
        Assert.Equal(text, Mapped.Text(Decoding.Single(Mapped.Decode(Mapped.One(Weight), Message(value)).Batch), Measure.Weight));

    [Theory]
    [InlineData("\"--\"", RejectReason.MissingValue)]
    [InlineData("-1", RejectReason.MissingValue)]
    [InlineData("null", RejectReason.MissingValue)]
    [InlineData("\"heavy\"", RejectReason.InvalidValue)]
    [InlineData("{}", RejectReason.InvalidValue)]
    [InlineData("true", RejectReason.InvalidValue)]
    [InlineData("99999", RejectReason.Implausible)]
    [InlineData("1e19", RejectReason.InvalidValue)]
    public void Decode_ValueThatCannotBeUsed_SaysWhyAndWhichTemplate(string value, RejectReason reason)
    {
        var rejection = Decoding.Rejected(Mapped.Decode(Mapped.One(Weight), Message(value)).Batch);
        Assert.Equal((0, reason, "dev"), (rejection.Index, rejection.Reason, rejection.Device));
        Assert.Contains("template weight, line", rejection.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"x":1}""", RejectReason.TemplateNoMatch)]
    [InlineData("[]", RejectReason.TemplateNoMatch)]
    [InlineData("7", RejectReason.TemplateNoMatch)]
    [InlineData("""{"v":70""", RejectReason.NotJson)]
    [InlineData("", RejectReason.NotJson)]
    [InlineData("""{"v":700,"t":"2026-11-23T08:40:00Z"}""", RejectReason.UnknownDevice)]
    [InlineData("""{"v":700,"d":"x"}""", RejectReason.MissingTime)]
    [InlineData("""{"v":700,"d":"x","t":"2026-11-23T08:40:00"}""", RejectReason.TimeWithoutZone)]
    [InlineData("""{"v":700,"d":"x","t":"yesterday"}""", RejectReason.InvalidValue)]
    [InlineData("""{"v":700,"d":"x","t":"2026-11-23T09:40:00Z"}""", RejectReason.TimeInFuture)]
    public void Decode_MessageThatCannotBeUsed_SaysWhy(string payload, RejectReason reason) =>
        Assert.Equal(reason, Decoding.Rejected(Mapped.Decode(Mapped.One(Weight), payload).Batch).Reason);

    [Theory]
    [InlineData("\"timestampFormat\":\"unix\",", "1795423200.5", "2026-11-23T08:40:00.500Z")]
    [InlineData("\"timestampFormat\":\"unix-ms\",", "\"1795423200500\"", "2026-11-23T08:40:00.500Z")]
    [InlineData("\"timestampFormat\":\"unix-local\",\"timestampZone\":\"Europe/Berlin\",", "1795426800", "2026-11-23T08:40:00.000Z")]
    [InlineData("\"timestampFormat\":\"yyyy-MM-dd HH:mm:ss.ffffff\",\"timestampZone\":\"-05:00\",", "\"2026-11-23 03:40:00.123456\"", "2026-11-23T08:40:00.123Z")]
    [InlineData("\"timestampFormat\":\"dd.MM.yyyy HH:mm zzz\",", "\"23.11.2026 09:40 +01:00\"", "2026-11-23T08:40:00.000Z")]
    [InlineData("\"timestampZone\":\"America/New_York\",", "\"2026-11-23T03:40:00\"", "2026-11-23T08:40:00.000Z")]
    [InlineData("\"timestampZoneExpression\":\"$.z\",", "\"2026-11-23T00:40:00\"", "2026-11-23T08:40:00.000Z")]
    public void Decode_TimeOfAnyFormat_IsTheInstant(string members, string time, string instant)
    {
        var (batch, _) = Mapped.Decode(Mapped.One(members + Weight), $$"""{"d":"dev","v":702,"z":"-0800","t":{{time}}}""");
        Assert.Equal(instant, Decoding.Single(batch).Time.ToString());
    }

    [Fact]
    public void Decode_LocalTime_TakesTheDevicesRegisteredZone()
    {
        var (batch, _) = Mapped.Decode(
            Mapped.One(Weight), """{"d":"dev","v":702,"t":"2026-11-23 09:40:00"}""", zone: _ => TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal(("2026-11-23T08:40:00.000Z", 60), (Decoding.Single(batch).Time.ToString(), batch.Readings[0].OffsetMinutes));
    }

    [Theory]
    [InlineData("\"mg\"", null)]
    [InlineData("\"lbs\"", "70.2 [lb_av]")]
    [InlineData("2", "70.2 g")]
    public void Decode_UnitOfTheMessage_IsReadOrRefused(string unit, string? text)
    {
        var mapping = Mapped.One("""
            "typeName":"weight","unitExpression":"$.u","units":{"2":"g"},"values":[{"valueName":"weight","valueExpression":"$.v","exponent":-1}]
            """);
        var (batch, _) = Mapped.Decode(mapping, $$"""{"d":"dev","v":702,"u":{{unit}},"t":"2026-11-23T08:40:00Z"}""");
        if (text is null)
        {
            Assert.Equal(RejectReason.UnknownUnit, Decoding.Rejected(batch).Reason);
        }
        else
        {
            var plausible = Mapped.Text(batch.Count > 0 ? batch.Readings[0] : default, Measure.Weight);
            Assert.Equal(text == "70.2 g" ? null : text, plausible); // 70 g is no weight of a body
        }
    }

    [Fact]
    public void Decode_SentinelOfAnOximeter_IsASensorThatIsOff()
    {
        var mapping = Mapped.One(""" "typeName":"SpO2","values":[{"valueName":"spo2","valueExpression":"$.v","required":true,"absent":[127]},{"valueName":"pulse","valueExpression":"$.p","absent":[255]}]""");
        var reading = Decoding.Single(Mapped.Decode(mapping, """{"d":"dev","v":127,"p":255,"t":"2026-11-23T08:40:00Z"}""").Batch);
        Assert.Equal((QualityFlags.SensorOff, 0), (reading.Quality, reading.Values.Count));
    }

    [Fact]
    public void Decode_StatusOfTheMessage_BecomesQualityAndFlags()
    {
        var mapping = Mapped.One(""" "quality":[{"flag":"movement","when":"$.m"},{"flag":"irregular-pulse","when":"$.i","equals":["yes",1]}],"manual":{"when":"$.src","equals":["hand"]},""" + Weight);
        var marked = Decoding.Single(Mapped.Decode(mapping, """{"d":"dev","v":702,"t":"2026-11-23T08:40:00Z","m":true,"i":1,"src":"hand"}""").Batch);
        Assert.Equal((QualityFlags.Movement | QualityFlags.IrregularPulse, ReadingFlags.Manual), (marked.Quality, marked.Flags));
        var plain = Decoding.Single(Mapped.Decode(mapping, """{"d":"dev","v":702,"t":"2026-11-23T08:40:00Z","m":0,"i":"no","src":null}""").Batch);
        Assert.Equal((QualityFlags.None, ReadingFlags.None), (plain.Quality, plain.Flags));
    }

    [Fact]
    public void Decode_OptionalValueThatIsNone_IsLeftOutAndNoted()
    {
        var mapping = Mapped.One(""" "typeName":"bp","kind":"blood-pressure","values":[{"valueName":"dia","valueExpression":"$.w"},{"valueName":"sys","valueExpression":"$.v"},{"valueName":"pulse","valueExpression":"$.p"}]""");
        var (batch, _) = Mapped.Decode(mapping, """{"d":"dev","v":128,"w":82,"p":"fast","t":"2026-11-23T08:40:00Z"}""");
        var reading = Decoding.Single(batch);
        Assert.Equal((Measure.Systolic, Measure.Diastolic, 2, ReadingFlags.MemberDropped), (reading.Values[0].Measure, reading.Values[1].Measure, reading.Values.Count, reading.Flags));
        Assert.Equal([new DroppedMember(0, Measure.Pulse, RejectReason.InvalidValue)], batch.Dropped);
    }

    [Theory]
    [InlineData("multiply(matchedToken.v, `0.1`)", "70.2 kg")]
    [InlineData("divide('702', '10')", "70.2 kg")]
    [InlineData("add(subtract(`80`, `10`), pow(`2`, `0`))", "71 kg")]
    [InlineData("matchedToken.list[?k=='w'] | [0].n", "70.2 kg")]
    [InlineData("to_number(insertString('72', '0.', `1`))", "70.2 kg")]
    public void Decode_JmesPath_HasTheLanguagesFunctions(string expression, string text)
    {
        var mapping = Mapped.Read($$"""
            {"templateType":"CalculatedContent","template":{"typeName":"weight","defaultExpressionLanguage":"JmesPath","typeMatchExpression":{"value":"$..[?(@v)]","language":"JsonPath"},
             "deviceIdExpression":"matchedToken.d","timestampExpression":"fromUnixTimestamp(matchedToken.s)","unit":"kg",
             "values":[{"valueName":"weight","valueExpression":"{{expression}}","required":"true"}] } }
            """);
        var (batch, _) = Mapped.Decode(mapping, """{"d":"dev","v":702,"s":1795423200,"list":[{"k":"x","n":1},{"k":"w","n":70.2}]}""");
        var reading = Decoding.Single(batch);
        Assert.Equal((text, "2026-11-23T08:40:00.000Z"), (Mapped.Text(reading, Measure.Weight), reading.Time.ToString()));
    }

    [Fact]
    public void Decode_ExpressionThatFailsOnTheMessage_RefusesTheMatch()
    {
        var mapping = Mapped.One(""" "typeName":"weight","unit":"kg","values":[{"valueName":"weight","valueExpression":{"value":"multiply(v, `2`)","language":"JmesPath"},"required":true}]""");
        Assert.Equal(RejectReason.InvalidValue, Decoding.Rejected(Mapped.Decode(mapping, Message("\"heavy\"")).Batch).Reason);
    }

    [Theory]
    [InlineData("{", 1)]
    [InlineData("{}", 1)]
    [InlineData("{\n\"templateType\":\"SampleContent\",\"template\":{}}", 1)]
    [InlineData("{\"templateType\":\"CollectionContent\",\"template\":[]}", 0)]
    [InlineData("{\"templateType\":\"JsonPathContent\",\"template\":{\"typeName\":\"weight\",\n\"typeMatchExpression\":\"$..[?(@v\",\"timestampExpression\":\"$.t\",\"values\":[{\"valueName\":\"weight\",\"valueExpression\":\"$.v\"}]}}", 2)]
    [InlineData("{\"templateType\":\"JsonPathContent\",\"template\":{\"typeName\":\"weight\",\"typeMatchExpression\":\"$.v\",\"timestampExpression\":\"$.t\",\n\n\"values\":[{\"valueName\":\"weight\",\"valueExpression\":{\"value\":\"a ||\",\"language\":\"JmesPath\"}}]}}", 3)]
    [InlineData("{\"templateType\":\"JsonPathContent\",\"template\":{\"typeName\":\"weight\",\"typeMatchExpression\":\"$.v\",\"timestampExpression\":\"$.t\",\n\"unit\":\"stone\",\"values\":[{\"valueName\":\"weight\",\"valueExpression\":\"$.v\"}]}}", 2)]
    public void Read_OfAFaultyMapping_SaysTheLine(string text, int line)
    {
        var load = Mapping.Read("m", "m.json", text);
        Assert.Null(load.Mapping);
        Assert.Equal(line, load.Faults.First(f => !f.IsWarning).Line);
    }

    [Fact]
    public void Read_OfAMisspeltMember_Warns()
    {
        var load = Mapping.Read("m", "m.json", """{"templateType":"JsonPathContent","template":{"typeName":"steps","typeMatchExpression":"$.v","timestampExpresion":"$.t","timestampExpression":"$.t","values":[{"valueName":"steps","valueExpression":"$.v"}]}}""");
        Assert.NotNull(load.Mapping);
        Assert.Equal(2, load.Faults.Count(f => f.IsWarning));
        Assert.Equal(RejectReason.UnknownKind, Decoding.Rejected(Mapped.Decode(load.Mapping!, """{"v":1}""", "d").Batch).Reason);
    }

    [Fact]
    public void Decode_BySimplePaths_AllocatesNothing()
    {
        var payload = Encoding.UTF8.GetBytes("""{"deviceId":"864593054464085","readingType":"BloodPressure","time":"1795423200000","data":{"arrhythmia":0,"diastolic":98,"pulse":62,"systolic":122}}""");
        var mapping = Mapped.Read(ShippedMappings.Source("tellihealth")!);
        var context = Decoding.Context();
        var batch = new ReadingBatch();
        var allocated = Allocation.Of(() =>
        {
            batch.Clear();
            mapping.Decode(payload, context, batch);
        });
        Assert.Equal("122 mm[Hg]", Mapped.Text(Decoding.Single(batch), Measure.Systolic));
        Assert.Equal(0, allocated);
    }

    private static string Message(string value) => $$"""{"d":"dev","v":{{value}},"t":"2026-11-23T08:40:00Z"}""";
}
