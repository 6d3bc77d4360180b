using System.Globalization;
using System.Text.Json;
using Rpm.Telemetry.Templates;

namespace Rpm.Telemetry.Tests.Templates;

/// <summary>The documented samples of microsoft/iomt-fhir with the measurements that its own tests expect.</summary>
public sealed class PublishedSamplesTests
{
    [Fact]
    public void Decode_OfEveryPublishedSample_FindsTheExpectedMeasurements()
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.PathOf("payloads/index.json")));
        var folder = Path.GetDirectoryName(SharedFiles.PathOf("payloads/index.json"))!;
        var count = 0;
        foreach (var sample in index.RootElement.EnumerateArray())
        {
            if (!sample.TryGetProperty("template", out var template) || sample.GetProperty("expected").ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            count++;
            var mapping = Mapped.Read(File.ReadAllText(Path.Combine(folder, template.GetString()!)));
            var (_, trace) = Mapped.Decode(mapping, File.ReadAllText(Path.Combine(folder, sample.GetProperty("file").GetString()!)));
            var expected = sample.GetProperty("expected").EnumerateArray().Select(e => Describe(
                e.GetProperty("type").GetString()!, e.GetProperty("deviceId").GetString(), e.TryGetProperty("patientId", out var p) ? p.GetString() : null,
                Decoding.At(e.GetProperty("time").GetString()!), e.GetProperty("properties").EnumerateObject().Select(v => (v.Name, v.Value.ToString()))));
            var found = trace.Matches.Select(m => Describe(m.TypeName, m.Device, m.Patient, m.Time, m.Values.Select(v => (v.Key, v.Value ?? ""))));
            Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        }

        Assert.Equal(7, count);
    }

    [Fact]
    public void Decode_OfTheDocumentedHourOf24_RefusesThatElementAlone()
    {
        var (message, template) = Documented(830, 856);
        var (batch, _) = Mapped.Decode(Mapped.Read(template), message);
        Assert.Equal([0, 1], batch.Indexes.ToArray());
        Assert.Equal((2, RejectReason.InvalidValue), (Assert.Single(batch.Rejections).Index, batch.Rejections[0].Reason));
    }

    [Theory]
    [InlineData(363, 377, "78 /min")]
    [InlineData(694, 708, "78 /min")]
    [InlineData(897, 913, "78 /min")]
    [InlineData(889, 913, "78 /min")] // before the hub wrapped it: device and time are then the topic's and the receipt's
    public void Decode_OfDocumentedHeartRates_GivesTheReading(int message, int template, string text)
    {
        var (payload, mapping) = Documented(message, template);
        var (batch, _) = Mapped.Decode(Mapped.Read(mapping), payload, device: message == 889 ? "device123" : null);
        var reading = Decoding.Single(batch);
        Assert.Equal((Kind.HeartRate, "device123", text), (reading.Kind, reading.Device, Mapped.Text(reading, Measure.HeartRate)));
    }

    [Fact]
    public void Decode_OfSeveralCentralMessages_TakesEachValueThatCanBe()
    {
        var folder = Path.GetDirectoryName(SharedFiles.PathOf("payloads/index.json"))!;
        var tests = Path.Combine(folder, "iomt-fhir/test/Microsoft.Health.Fhir.Ingest.Template.UnitTests/TestInput");
        var mapping = Mapped.Read(File.ReadAllText(Path.Combine(tests, "data_CollectionContentTemplateMultipleIotCentralJsonPath.json")));
        var (batch, trace) = Mapped.Decode(mapping, File.ReadAllText(Path.Combine(tests, "data_IotCentralPayloadExampleMultipleMessages.json")));
        Assert.Equal(6, trace.Matches.Count);
        Assert.Equal(
            [("1qsi9p8t5l2", "75 /min"), ("1qsi9p8t5l2", "69 /min")],
            batch.Readings.ToArray().Where(r => r.Kind == Kind.HeartRate).Select(r => (r.Device, Mapped.Text(r, Measure.HeartRate)!)));
        Assert.Equal(6, batch.Count);

        // 71 over 7 mmHg of the single message is no blood pressure.
        var (single, _) = Mapped.Decode(mapping, File.ReadAllText(Path.Combine(tests, "data_IotCentralPayloadExample.json")));
        Assert.Equal("13 /min", Mapped.Text(Assert.Single(single.Readings.ToArray()), Measure.RespiratoryRate));
        Assert.Equal(RejectReason.Implausible, Assert.Single(single.Rejections).Reason);
    }

    [Fact]
    public void Decode_OfTheGeneratorsTemplate_GivesTheReading()
    {
        var folder = Path.GetDirectoryName(SharedFiles.PathOf("payloads/index.json"))!;
        var tests = Path.Combine(folder, "iomt-fhir/tools/mapping-generator/Microsoft.Health.Fhir.Ingest.Template.Generator.Tests");
        var (batch, trace) = Mapped.Decode(
            Mapped.Read(File.ReadAllText(Path.Combine(tests, "Expected/deviceData_OxygenSaturation.json"))),
            File.ReadAllText(Path.Combine(tests, "TestInput/deviceData_OxygenSaturation.json")));
        var reading = Decoding.Single(batch);
        Assert.Equal(("TestDeviceId", "99 %"), (reading.Device, Mapped.Text(reading, Measure.Spo2)));
        Assert.Equal(("TestPatientId", "TestCorrelation"), (trace.Matches[0].Patient, trace.Matches[0].Correlation));
    }

    private static (string Message, string Template) Documented(int message, int template)
    {
        using var examples = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.PathOf("payloads/iomt-fhir/docs-Configuration-examples.json")));
        string Parsed(int line) => examples.RootElement.EnumerateArray().Single(e => e.GetProperty("line").GetInt32() == line).GetProperty("parsed").GetRawText();
        return (Parsed(message), Parsed(template));
    }

    // Published numbers are texts here and numbers there.
    private static string Describe(string type, string? device, string? patient, Instant? time, IEnumerable<(string Name, string Value)> values) => string.Create(
        CultureInfo.InvariantCulture, $"{type.ToLowerInvariant()} {device} {patient} {time} {string.Join(' ', values.Select(v => $"{v.Name}={v.Value}"))}");
}
