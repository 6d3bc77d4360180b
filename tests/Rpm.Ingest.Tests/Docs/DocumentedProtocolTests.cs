using System.Globalization;
using System.Text;
using System.Text.Json;
using Rpm.Telemetry;
using Rpm.Telemetry.Templates;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Rpm.Ingest.Tests.Docs;

/// <summary>docs/protocol.md, docs/asyncapi.yaml and docs/mappings.md: every example is decoded, every format has one.</summary>
public sealed class DocumentedProtocolTests
{
    [Fact]
    public void Protocol_EveryExample_IsDecodedWithoutARejection()
    {
        var topics = new List<string>();
        foreach (var (language, rest, text) in DocumentedExamples.Blocks("protocol.md"))
        {
            var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(words.Length > 0, $"An example without a topic: {text}");
            var payload = language == "hex" ? DocumentedExamples.Hex(text) : Encoding.UTF8.GetBytes(text);
            var batch = DocumentedExamples.Decode(words[0], payload, [.. words[1..].Select(w => w.Split('=', 2)).Select(p => new KeyValuePair<string, string>(p[0], p[1]))]);
            Assert.Empty(batch.Rejections.Select(r => $"{rest}: {r}"));
            Assert.NotEqual(0, batch.Count);
            topics.Add(words[0]);
        }

        foreach (var format in new[] { "/blood-pressure", "/batch", "/senml", "/gatt/2A35", "/gatt/2AA7", "/gatt" })
        {
            Assert.Contains(topics, t => t.EndsWith(format, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void AsyncApi_EveryExampleOfWhatIsReceived_IsDecodedWithoutARejection()
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(DocumentedExamples.Read("asyncapi.yaml"));
        yaml.Load(reader);
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        Assert.StartsWith("3.", Text(root["asyncapi"]), StringComparison.Ordinal);
        var kinds = new List<string>();
        foreach (var operation in ((YamlMappingNode)root["operations"]).Children.Values.Where(o => Text(o["action"]) == "receive"))
        {
            var channel = Resolve(root, operation["channel"]);
            foreach (var (name, reference) in ((YamlMappingNode)channel["messages"]).Children)
            {
                foreach (var example in ((YamlSequenceNode)Resolve(root, reference)["examples"]).Children.Cast<YamlMappingNode>())
                {
                    var topic = Topic(channel, Text(name));
                    var payload = topic.Contains("/gatt/", StringComparison.Ordinal) ? DocumentedExamples.Hex(Text(example["payload"])) : Encoding.UTF8.GetBytes(Json(example["payload"]));
                    var headers = example.Children.TryGetValue("headers", out var sent)
                        ? ((YamlMappingNode)sent).Children.Select(h => new KeyValuePair<string, string>(Text(h.Key), Text(h.Value))).ToArray() : [];
                    var batch = DocumentedExamples.Decode(topic, payload, headers);
                    Assert.Empty(batch.Rejections.Select(r => $"{topic}: {r}"));
                    Assert.NotEqual(0, batch.Count);
                    kinds.Add(Kinds.Name(batch.Readings[0].Kind));
                }
            }
        }

        Assert.Equal(Kinds.All.Select(k => k.Name).Order(StringComparer.Ordinal), kinds.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Mappings_TheExample_IsReadAndGivesWhatItSays()
    {
        var blocks = DocumentedExamples.Blocks("mappings.md").ToArray();
        var load = Mapping.Read("example", "mappings.md", blocks.Single(b => b.Info == "mapping").Text);
        Assert.Empty(load.Faults);
        var batch = new ReadingBatch();
        load.Mapping!.Decode(
            Encoding.UTF8.GetBytes(blocks.Single(b => b.Info == "message").Text),
            new DecodeContext { Received = new Instant(1_795_423_500_000), Limits = DecodeLimits.Default, Devices = new DeviceDirectory() }, batch);
        Assert.Empty(batch.Rejections);
        Assert.Equal([Kind.BloodPressure, Kind.Weight], batch.Readings.ToArray().Select(r => r.Kind));
        Assert.Equal(2, batch.Readings[0].Values.Count); // the pulse of 255 is none
        Assert.Equal("180.4 [lb_av]", batch.Readings[1].Values[0].Quantity.ToString());
        Assert.All(ShippedMappings.Names, name => Assert.Contains($"`{name}`", DocumentedExamples.Read("mappings.md"), StringComparison.Ordinal));
    }

    [Fact]
    public void Mappings_TheExampleInTwoMessages_IsReadAndGivesAWholeAndItsPart()
    {
        var blocks = DocumentedExamples.Blocks("mappings.md").ToArray();
        var load = Mapping.Read("example", "mappings.md", blocks.Single(b => b.Info == "mapping across").Text);
        Assert.Empty(load.Faults);
        var batch = new ReadingBatch();
        foreach (var message in blocks.Where(b => b.Info == "message across"))
        {
            load.Mapping!.Decode(
                Encoding.UTF8.GetBytes(message.Text),
                new DecodeContext { Received = new Instant(1_795_423_500_000), Limits = DecodeLimits.Default, Devices = new DeviceDirectory() }, batch);
        }

        Assert.Empty(batch.Rejections);
        Assert.Equal([Kind.BloodPressure, Kind.HeartRate], batch.Readings.ToArray().Select(r => r.Kind));
        Assert.Equal("m-7/pulse", batch.Readings[1].Id.ToString());
        Assert.Equal(new ReadingPart(Kind.BloodPressure, batch.Readings[0].Id, TimeSpan.FromSeconds(20)), batch.PartAt(1));
    }

    private static string Topic(YamlNode channel, string message)
    {
        var topic = Text(channel["address"]).Replace("{kind}", message, StringComparison.Ordinal);
        foreach (var (name, parameter) in ((YamlMappingNode)channel["parameters"]).Children)
        {
            if (Text(name) != "kind")
            {
                topic = topic.Replace($"{{{Text(name)}}}", Text(((YamlSequenceNode)parameter["examples"])[0]), StringComparison.Ordinal);
            }
        }

        return topic;
    }

    private static YamlNode Resolve(YamlMappingNode root, YamlNode reference) =>
        Text(reference["$ref"]).Split('/').Skip(1).Aggregate((YamlNode)root, (node, key) => node[key]);

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static string Json(YamlNode node) => node switch
    {
        YamlMappingNode map => "{" + string.Join(',', map.Children.Select(c => JsonSerializer.Serialize(Text(c.Key)) + ":" + Json(c.Value))) + "}",
        YamlSequenceNode list => "[" + string.Join(',', list.Children.Select(Json)) + "]",
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "true" or "false" } truth => truth.Value!,
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } number when decimal.TryParse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => number.Value!,
        _ => JsonSerializer.Serialize(Text(node)),
    };
}
