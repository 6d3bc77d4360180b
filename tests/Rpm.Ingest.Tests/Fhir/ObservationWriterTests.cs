using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Hl7.Fhir.Serialization;
using Rpm.Ingest.Fhir;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Fhir;

public sealed class ObservationWriterTests
{
    private static readonly FhirSystems Systems = new(FhirOptions.DefaultNamespace);
    private static readonly ObservationIds Ids = new(new FakeRegistry(FhirSamples.Registry()));
    private static readonly ObservationWriter Writer = new(Systems, Ids);
    private static readonly JsonSerializerOptions Firely = new JsonSerializerOptions().ForFhir();

    public static TheoryData<string> Names => [.. FhirSamples.Readings().Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_EveryKindOfReading_EqualsWhatFirelyMakesOfTheSameReading(string name)
    {
        var reading = FhirSamples.Readings().Single(r => r.Name == name).Reading;
        var context = Context();
        foreach (var panel in PanelsOf(reading))
        {
            var json = Render(panel, reading, context);

            var parsed = JsonSerializer.Deserialize<Hl7.Fhir.Model.Observation>(json, Firely)!;
            var reference = FirelyMapper.Map(panel, reading, context, Systems, Ids);
            Assert.True(
                JsonNode.DeepEquals(Canonical(json), Canonical(JsonSerializer.Serialize(reference, Firely))),
                $"{json}\n---\n{JsonSerializer.Serialize(reference, Firely)}");
            Assert.True(JsonNode.DeepEquals(Canonical(json), Canonical(JsonSerializer.Serialize(parsed, Firely))));
        }
    }

    [Fact]
    public async Task Write_EveryKindOfReading_PassesTheIndependentValidator()
    {
        var resources = new List<string>();
        foreach (var (_, reading) in FhirSamples.Readings())
        {
            foreach (var panel in PanelsOf(reading))
            {
                resources.Add(Render(panel, reading, Context()));
                resources.Add(Render(panel, reading, Context() with { Withdrawal = new Withdrawal(FhirSamples.Time + TimeSpan.FromHours(2), "wrong patient", "nurse-7") }));
                resources.Add(Render(panel, reading, Context() with { Own = false }));
                resources.Add(Render(panel, reading, Context() with { Subject = null }));
            }
        }

        Assert.Equal("", await FhirTools.ValidateAsync(resources, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Write_EveryKindOfReading_IsTheGoldenResource()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fhir", "Golden");
        foreach (var (name, reading) in FhirSamples.Readings())
        {
            foreach (var panel in PanelsOf(reading))
            {
                var file = Path.Combine(folder, $"{name}.{panel.Name}.json");
                var json = JsonNode.Parse(Render(panel, reading, Context()))!;
                if (Environment.GetEnvironmentVariable("RPM_WRITE_GOLDEN") is { } source)
                {
                    Directory.CreateDirectory(source);
                    File.WriteAllText(Path.Combine(source, Path.GetFileName(file)), json.ToJsonString(Pretty) + "\n");
                    continue;
                }

                Assert.True(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(file)), json), $"{file} differs from {json}");
            }
        }
    }

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = FhirJson.Encoder };

    [Fact]
    [Trait("Control", "C-57")]
    public void Write_Numbers_KeepUnitAndDecimalsAsSent()
    {
        var json = Render(Panels.Of(ObservationPanel.BodyTemperature), FhirSamples.Readings().Single(r => r.Name == "temperature").Reading, Context());

        Assert.Contains("\"value\":37.10,", json, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"Cel\"", json, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Control", "C-57")]
    public void Write_Kilopascal_IsConvertedForTheProfileAndTheNumbersSentStandInANote()
    {
        var observation = JsonNode.Parse(Render(Panels.Of(ObservationPanel.BloodPressure), FhirSamples.BloodPressureInKilopascal(), Context()))!;

        var systolic = observation["component"]![0]!["valueQuantity"]!;
        Assert.Equal((120.0m, "mm[Hg]"), ((decimal)systolic["value"]!, (string)systolic["code"]!));
        Assert.Contains("systolic 16.0, diastolic 10.7", (string)observation["note"]![0]!["text"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cgm-low", "<")]
    [InlineData("cgm-high-mass", ">")]
    [Trait("Control", "C-57")]
    public void Write_BeyondTheSensorsRange_CarriesAComparator(string name, string comparator)
    {
        var reading = FhirSamples.Readings().Single(r => r.Name == name).Reading;

        var observation = JsonNode.Parse(Render(Panels.Of(ObservationPanel.SensorGlucose), reading, Context()))!;

        Assert.Equal(comparator, (string)observation["valueQuantity"]!["comparator"]!);
    }

    [Theory]
    [InlineData("oximetry-zero", "not-performed")]
    [InlineData("oximetry-sensor-off", "not-performed")]
    [InlineData("invalid", "error")]
    [Trait("Control", "C-50")]
    public void Write_NumberThatIsNoMeasurement_IsNeverAValue(string name, string reason)
    {
        var reading = FhirSamples.Readings().Single(r => r.Name == name).Reading;
        foreach (var panel in PanelsOf(reading))
        {
            var json = Render(panel, reading, Context());

            Assert.DoesNotContain("valueQuantity", json, StringComparison.Ordinal);
            Assert.Contains($"\"code\":\"{reason}\"", json, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("test", true)]
    [InlineData("demonstration", true)]
    [InlineData("pulse-oximetry", false)]
    [Trait("Control", "C-51")]
    public void Write_TestReading_IsLabelledHtest(string name, bool labelled)
    {
        var reading = FhirSamples.Readings().Single(r => r.Name == name).Reading;
        foreach (var own in new[] { true, false })
        {
            Assert.Equal(labelled, Render(PanelsOf(reading)[0], reading, Context() with { Own = own }).Contains("HTEST", StringComparison.Ordinal));
        }
    }

    [Fact]
    [Trait("Control", "C-55")]
    public void Write_WithdrawnReading_StaysReadableAsEnteredInErrorWithANewVersion()
    {
        var before = JsonNode.Parse(Render(Panels.Of(ObservationPanel.BloodPressure), FhirSamples.BloodPressure(), Context()))!;
        var context = Context() with { Withdrawal = new Withdrawal(FhirSamples.Time + TimeSpan.FromHours(2), "wrong patient", "nurse-7") };

        var after = JsonNode.Parse(Render(Panels.Of(ObservationPanel.BloodPressure), FhirSamples.BloodPressure(), context))!;

        Assert.Equal("entered-in-error", (string)after["status"]!);
        Assert.Equal((string)before["id"]!, (string)after["id"]!);
        Assert.NotEqual((string)before["meta"]!["versionId"]!, (string)after["meta"]!["versionId"]!);
        Assert.Equal((string)before["component"]![0]!.ToJsonString(), (string)after["component"]![0]!.ToJsonString());
    }

    [Fact]
    [Trait("Control", "C-59")]
    public void Write_SubjectCorrected_KeepsIdAndIdentifierAndChangesTheVersion()
    {
        var one = JsonNode.Parse(Render(Panels.Of(ObservationPanel.BodyWeight), FhirSamples.Readings().Single(r => r.Name == "weight").Reading, Context()))!;
        var two = JsonNode.Parse(Render(Panels.Of(ObservationPanel.BodyWeight), FhirSamples.Readings().Single(r => r.Name == "weight").Reading, Context() with { Subject = "Patient/p2" }))!;

        Assert.Equal((string)one["id"]!, (string)two["id"]!);
        Assert.Equal(one["identifier"]!.ToJsonString(), two["identifier"]!.ToJsonString());
        Assert.NotEqual((string)one["meta"]!["versionId"]!, (string)two["meta"]!["versionId"]!);
    }

    [Fact]
    public void Write_AnyReading_IsJsonThatFirelyReadsStrictly()
    {
        var quantity = Gen.Select(Gen.Long[-999_999_999, 999_999_999], Gen.Byte[0, 9], Gen.Enum<Unit>(), Gen.Enum<Comparator>(), (m, d, u, c) => new Quantity(m, d, u, c));
        var reading = Gen.Select(
            Gen.Enum<Kind>().Where(k => k != Kind.Status), Gen.Long[0, 4_102_444_800_000], Gen.Short[-840, 840], Gen.UShort, Gen.Byte, quantity.Array[4], Gen.Bool.Array[4],
            (kind, time, offset, quality, flags, quantities, present) =>
            {
                var r = new Reading
                {
                    Device = "d",
                    Kind = kind,
                    Time = new Instant(time),
                    OffsetMinutes = offset,
                    User = -1,
                    Quality = (QualityFlags)(quality & 0xFFF),
                    Flags = (ReadingFlags)(flags & 0x1F),
                };
                var members = Kinds.Of(kind).Members;
                for (var i = 0; i < members.Count; i++)
                {
                    if (members[i].Required || present[i])
                    {
                        r.Values.Add(members[i].Measure, members[i].Measure is Measure.Meal or Measure.Sample ? new Quantity(Math.Abs(quantities[i].Mantissa % 12), 0, Unit.None) : quantities[i]);
                    }
                }

                return r;
            });
        reading.Sample(
            r =>
            {
                foreach (var panel in PanelsOf(r))
                {
                    JsonSerializer.Deserialize<Hl7.Fhir.Model.Observation>(Render(panel, r, Context()), Firely);
                }
            },
            iter: 2_000,
            threads: 1);
    }

    [Fact]
    public void Write_IntoAReusedBuffer_AllocatesNothing()
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var writer = new Utf8JsonWriter(buffer, FhirJson.WriterOptions);
        Reading[] readings = [FhirSamples.BloodPressure(), FhirSamples.Oximetry(), FhirSamples.Cgm()];
        var context = Context();
        void Once()
        {
            foreach (ref readonly var reading in readings.AsSpan())
            {
                foreach (var panel in Panels.Of(reading.Kind))
                {
                    buffer.ResetWrittenCount();
                    writer.Reset(buffer);
                    Writer.Write(writer, panel, reading, context);
                    writer.Flush();
                }
            }
        }

        Assert.Equal(0, Allocation.Of(Once));
    }

    private static ObservationContext Context() => new()
    {
        Received = FhirSamples.Time + TimeSpan.FromSeconds(4),
        Ordinal = 0,
        Subject = "Patient/p1",
        Device = "Device/d1",
        Own = true,
    };

    private static IReadOnlyList<PanelDefinition> PanelsOf(Reading reading) => [.. Panels.Of(reading.Kind).ToArray().Where(p => Panels.Has(p, reading))];

    private static string Render(PanelDefinition panel, Reading reading, ObservationContext context) =>
        Encoding.UTF8.GetString(FhirJson.Render(w => Writer.Write(w, panel, reading, context)));

    // Numbers keep their text: 37.10 and 37.1 are different resources.
    private static JsonNode Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Sort(document.RootElement)!;

        static JsonNode? Sort(JsonElement e) => e.ValueKind switch
        {
            JsonValueKind.Object => new JsonObject(e.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Name, Sort(p.Value)))),
            JsonValueKind.Array => new JsonArray([.. e.EnumerateArray().Select(Sort)]),
            JsonValueKind.Number => JsonValue.Create($"number {e.GetRawText()}"),
            _ => JsonNode.Parse(e.GetRawText()),
        };
    }
}
