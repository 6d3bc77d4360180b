using System.Text;
using Rpm.Telemetry.Templates;

namespace Rpm.Telemetry.Tests.Templates;

/// <summary>Reads a mapping that must be well and decodes with it.</summary>
internal static class Mapped
{
    // Samples are years old and from every device.
    public static readonly DecodeLimits AnyTime = DecodeLimits.Create(new ReadingOptions { MaxAge = TimeSpan.FromDays(40_000) }, allowTest: false);

    public static Mapping Read(string text)
    {
        var load = Mapping.Read("m", "m.json", text);
        Assert.DoesNotContain(load.Faults, f => !f.IsWarning);
        return load.Mapping!;
    }

    /// <summary>One template of these members, the envelope's names in front.</summary>
    public static Mapping One(string members, string type = "JsonPathContent", string match = "$..[?(@v)]") => Read($$"""
        { "templateType": "{{type}}", "template": { "typeMatchExpression": "{{match}}", "deviceIdExpression": "$.d", "timestampExpression": "$.t", {{members}} } }
        """);

    public static (ReadingBatch Batch, MappingTrace Trace) Decode(Mapping mapping, string payload, string? device = null, Func<string, TimeZoneInfo?>? zone = null)
    {
        var (batch, trace) = (new ReadingBatch(), new MappingTrace());
        mapping.Decode(Encoding.UTF8.GetBytes(payload), Decoding.Context(device, limits: AnyTime, devices: new DeviceDirectory(zoneOf: zone)), batch, trace);
        return (batch, trace);
    }

    public static string? Text(in Reading reading, Measure measure) => reading.Values.TryGet(measure, out var quantity) ? quantity.ToString() : null;
}
