using Rpm.Ingest.Commands;
using Xunit;

namespace Rpm.Ingest.Tests.Commands;

public sealed class MappingsCommandTests
{
    [Fact]
    public async Task Check_OfShippedMappings_IsWell()
    {
        var (code, output, error) = await RunAsync("mappings", "check");
        Assert.Equal((ExitCodes.Ok, ""), (code, error));
        Assert.Contains("tellihealth: 7 templates", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAFaultyFile_NamesLineAndColumnAndFails()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{\"templateType\":\"JsonPathContent\",\"template\":{\"typeName\":\"weight\",\n  \"typeMatchExpression\":\"$..[?(@v\",\"timestampExpression\":\"$.t\",\"values\":[{\"valueName\":\"weight\",\"valueExpression\":\"$.v\"}]}}");
        var (code, _, error) = await RunAsync("mappings", "check", file);
        File.Delete(file);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.StartsWith($"{file}(2,", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"deviceId":"864593054464085","readingType":"BloodPressure","time":"1721382524000","data":{"arrhythmia":0,"diastolic":98,"pulse":62,"systolic":122}}""", ExitCodes.Ok, "\"systolic\":122,\"diastolic\":98,\"pulse\":62")]
    [InlineData("""{"readingType":"Horoscope"}""", ExitCodes.Failed, "refused -1: template-no-match")]
    public async Task Try_OfAMessage_ShowsWhatMatchedAndWhatBecomesOfIt(string message, int expected, string shown)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, message);
        var (code, output, _) = await RunAsync("mappings", "try", "tellihealth", file);
        File.Delete(file);
        Assert.Equal(expected, code);
        Assert.Contains(shown, output, StringComparison.Ordinal);
        Assert.Contains("weight matches nothing", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Try_OfAPartAlone_SaysWhatItWaitsFor()
    {
        var (mapping, message) = (Path.GetTempFileName(), Path.GetTempFileName());
        await File.WriteAllTextAsync(mapping, """
            { "templateType": "JsonPathContent", "template": { "typeName": "pulse", "kind": "blood-pressure", "part": true, "alone": "heart-rate", "across": true,
              "typeMatchExpression": "$..[?(@.pul)]", "deviceIdExpression": "$.d", "timestampExpression": "$.t",
              "values": [{ "valueName": "pulse", "valueExpression": "$.pul", "required": true }] } }
            """);
        await File.WriteAllTextAsync(message, """{"d":"cuff","t":"2026-11-23T08:40:00Z","pul":71}""");
        var check = await RunAsync("mappings", "check", mapping);
        var (code, output, _) = await RunAsync("mappings", "try", mapping, message);
        File.Delete(mapping);
        File.Delete(message);
        Assert.Equal((ExitCodes.Ok, ExitCodes.Ok), (check.Code, code));
        Assert.Contains("\"heartRate\":71", output, StringComparison.Ordinal);
        Assert.Contains("it completes the blood-pressure of its device and time if that has come or comes within 10 s", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
