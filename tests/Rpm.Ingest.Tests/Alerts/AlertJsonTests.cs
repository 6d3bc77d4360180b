using System.Text;
using System.Text.Json;
using Rpm.Ingest.Alerts;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Alerts;

public sealed class AlertJsonTests
{
    private static readonly string[] ContractMembers =
    [
        "id", "version", "patient", "device", "rule", "pack", "title", "class", "priority", "critical", "late", "state", "acknowledged", "raised",
        "acknowledgedAt", "acknowledgedBy", "assignee", "snoozedUntil", "tier", "resolved", "resolution", "kind", "measure", "value", "unit",
        "limit", "readingTime", "action", "history",
    ];

    private static readonly string[] FurtherMembers =
        ["comparator", "limitUnit", "test", "questionable", "review", "packHash", "evidence", "limits", "reviewBy", "unanswered", "computed", "members"];

    [Fact]
    public void Write_Always_HasTheContractsMembersInOrderThenTheFurtherOnes()
    {
        var full = Some.Raise("a1").Acknowledge().Clear().Alert;
        var bare = full with { Device = null, Kind = null, Measure = null, Value = null, Limit = null, ReadingTime = null, Action = null, Evidence = [] };

        Assert.Equal([.. ContractMembers, .. FurtherMembers], Members(full));
        Assert.Equal([.. ContractMembers, .. FurtherMembers], Members(bare));
    }

    [Fact]
    public void Write_Values_AreThoseOfTheAlert()
    {
        using var json = JsonDocument.Parse(AlertJson.ToUtf8(Some.Raise("a1").Acknowledge("n. jones").Alert));
        var alert = json.RootElement;

        Assert.Equal("active", alert.GetProperty("state").GetString());
        Assert.True(alert.GetProperty("acknowledged").GetBoolean());
        Assert.Equal("n. jones", alert.GetProperty("acknowledgedBy").GetString());
        Assert.Equal("physiological", alert.GetProperty("class").GetString());
        Assert.Equal("high", alert.GetProperty("priority").GetString());
        Assert.Equal("2026-11-21T12:00:00.000Z", alert.GetProperty("raised").GetString());
        Assert.Equal("pulse-oximetry", alert.GetProperty("kind").GetString());
        Assert.Equal("spo2", alert.GetProperty("measure").GetString());
        Assert.Equal("%", alert.GetProperty("unit").GetString());
        Assert.Equal("acknowledged", alert.GetProperty("history")[1].GetProperty("change").GetString());
        Assert.Equal("movement", alert.GetProperty("evidence")[0].GetProperty("quality")[0].GetString());
        Assert.Equal(JsonValueKind.Null, alert.GetProperty("resolved").ValueKind);
    }

    [Theory]
    [InlineData(980, 1, "98.0")]
    [InlineData(98, 0, "98")]
    [InlineData(1000, 2, "10.00")]
    [InlineData(-5, 3, "-0.005")]
    [InlineData(0, 1, "0.0")]
    [InlineData(long.MaxValue, 18, "9.223372036854775807")]
    public void Write_Number_HasTheDigitsThatWereSent(long mantissa, byte decimals, string expected)
    {
        var alert = Some.Raise("a1").Alert with { Value = new Quantity(mantissa, decimals, Unit.MillimolePerLitre) };

        using var json = JsonDocument.Parse(AlertJson.ToUtf8(alert));

        Assert.Equal(expected, json.RootElement.GetProperty("value").GetRawText());
    }

    [Fact]
    public void Write_EvidenceWithoutADecidingValue_HasNulls()
    {
        var raised = Some.Raise("a1").Alert;
        var off = raised with { Evidence = [raised.Evidence[0] with { Measure = null, Value = default, Quality = QualityFlags.SensorOff }] };

        using var json = JsonDocument.Parse(AlertJson.ToUtf8(off));

        var evidence = json.RootElement.GetProperty("evidence")[0];
        Assert.All(new[] { "measure", "value", "unit", "comparator" }, name => Assert.Equal(JsonValueKind.Null, evidence.GetProperty(name).ValueKind));
        Assert.Equal("sensor-off", evidence.GetProperty("quality")[0].GetString());
    }

    [Fact]
    public void Write_BeyondTheSensorsRange_SaysSo()
    {
        var alert = Some.Raise("a1").Alert with { Value = new Quantity(39, 0, Unit.MilligramPerDecilitre, Comparator.Low) };

        using var json = JsonDocument.Parse(AlertJson.ToUtf8(alert));

        Assert.Equal("<", json.RootElement.GetProperty("comparator").GetString());
        Assert.Equal("39", json.RootElement.GetProperty("value").GetRawText());
    }

    [Fact]
    public void Write_EveryWordThereIs_HasAName()
    {
        Assert.All(Enum.GetValues<Kind>(), kind => Assert.NotEmpty(AlertWords.Of(kind)));
        Assert.All(Enum.GetValues<Measure>(), measure => Assert.NotEmpty(AlertWords.Of(measure)));
        Assert.All(Enum.GetValues<AlertChangeKind>(), change => Assert.NotEmpty(AlertWords.Of(change)));
        Assert.All(Enum.GetValues<QualityFlags>().Where(f => f != 0), flag => Assert.Single(AlertWords.Of(flag)));
    }

    [Fact]
    public void Write_NewLineInANote_StaysOnOneLine()
    {
        var alert = Some.Raise("a1").Next(AlertChangeKind.Commented, a => a, "n", "first\nsecond\r\n\u2028").Alert;

        Assert.DoesNotContain('\n', Encoding.UTF8.GetString(AlertJson.ToUtf8(alert)));
    }

    [Theory]
    [InlineData("p1", "a1", "alerts/p1/a1")]
    [InlineData("a/b", "a1", "alerts/a%2Fb/a1")]
    [InlineData("+", "#", "alerts/%2B/%23")]
    [InlineData("a%2Fb", "x", "alerts/a%252Fb/x")]
    [InlineData("", "x", "alerts/%/x")]
    [InlineData("nul\0", "x", "alerts/nul%00/x")]
    public void Of_AnyId_IsOneTopicLevel(string patient, string id, string expected) => Assert.Equal(expected, AlertTopics.Of(patient, id));

    private static IEnumerable<string> Members(Alert alert)
    {
        using var json = JsonDocument.Parse(AlertJson.ToUtf8(alert));
        return [.. json.RootElement.EnumerateObject().Select(member => member.Name)];
    }
}
