using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Settings;
using Rpm.Telemetry;
using Rpm.Telemetry.Templates;
using Xunit;

namespace Rpm.Ingest.Tests.Pipeline;

public sealed class MappingTableTests
{
    private const string Message = """{"BPUnit":0,"BPDataList":[{"DataID":"c","DataSource":"FromDevice","HP":120,"HR":70,"IsArr":0,"LP":90,"MDate":1795426800,"TimeZone":"+0100"}]}""";

    [Theory]
    [InlineData("vendor/d-7/bp", 1, "d-7")]
    [InlineData("up/http/ingest/ihealth", null, "by-property")]
    public void Decode_MessageOfAMappedTopic_GivesTheDeviceThatTheTopicOrPropertyNames(string topic, int? level, string device)
    {
        var table = Load(new() { ["ihealth"] = new MappingOptions { Topic = "vendor/+/bp", DeviceLevel = level } }, out var faults);
        Assert.Empty(faults);
        Assert.Equal(["vendor/+/bp"], table.Filters);
        var batch = Decode(table, topic, Message);
        Assert.Empty(batch.Rejections);
        Assert.Equal((device, "2026-11-23T08:40:00.000Z"), (batch.Readings[0].Device, batch.Readings[0].Time.ToString()));
    }

    [Fact]
    [Trait("Control", "C-134")]
    public void Decode_MessageThatNothingMatches_IsTemplateNoMatch()
    {
        var table = Load([], out _);
        Assert.Equal(RejectReason.TemplateNoMatch, Assert.Single(Decode(table, "up/http/ingest/tenovi", """{"hello":1}""").Rejections).Reason);
        Assert.Null(table.Named("nobody"));
        Assert.Equal(ShippedMappings.Names, ShippedMappings.Names.Where(n => table.Named(n) is not null));
    }

    [Fact]
    public void Load_OfWrongSettings_NamesEveryKey()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{"templateType":"JsonPathContent","template":{"typeName":"weight"}}""");
        Load(new()
        {
            ["nobody"] = new MappingOptions { Topic = "a/#/b" },
            ["tenovi"] = new MappingOptions { Topic = "rpm/v1/up/x/y" },
            ["broken"] = new MappingOptions { File = file },
            ["gone"] = new MappingOptions { File = file + ".gone" },
        }, out var faults);
        File.Delete(file);
        Assert.Equal(
            ["Rpm:Mappings:broken:File", "Rpm:Mappings:gone:File", "Rpm:Mappings:nobody:File", "Rpm:Mappings:nobody:Topic", "Rpm:Mappings:tenovi:Topic"],
            faults.Select(f => f.Key).Distinct().Order(StringComparer.Ordinal));
    }

    private static MappingTable Load(Dictionary<string, MappingOptions> options, out List<SettingFault> faults) => MappingTable.Load(options, "rpm/v1", faults = []);

    private static ReadingBatch Decode(MappingTable table, string topic, string payload)
    {
        var limits = DecodeLimits.Default;
        var batch = new ReadingBatch();
        new FrameDecoder(limits, limits, () => RegistrySnapshot.Empty, table).Decode(
            new Frame
            {
                Source = FrameSource.Mqtt,
                Topic = topic,
                Client = "c",
                Payload = System.Text.Encoding.UTF8.GetBytes(payload),
                Received = Instant.From(new DateTimeOffset(2026, 11, 23, 8, 45, 0, TimeSpan.Zero)),
                UserProperties = [new("device", "by-property")],
            },
            batch);
        return batch;
    }
}
