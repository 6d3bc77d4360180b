using System.Globalization;
using System.Text;
using System.Text.Json;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Tests.Json;

/// <summary>
/// Every case of <c>Golden/*.json</c> against <c>Golden/{file}.expected.txt</c>: what was read, refused and left out.
/// With RPM_GOLDEN set to the source folder the expectations are written instead, for a person to review.
/// </summary>
public sealed class JsonReadingsGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_OfGoldenPayloads_IsAsExpected(string file)
    {
        var actual = DescribeAll(Path.Combine(Folder, file));
        var expected = Path.ChangeExtension(file, ".expected.txt");
        if (Environment.GetEnvironmentVariable("RPM_GOLDEN") is { Length: > 0 } source)
        {
            File.WriteAllText(Path.Combine(source, expected), actual);
        }

        Assert.Equal(File.ReadAllText(Path.Combine(Environment.GetEnvironmentVariable("RPM_GOLDEN") ?? Folder, expected)), actual);
    }

    private static string DescribeAll(string path)
    {
        var text = new StringBuilder();
        var devices = new DeviceDirectory(device => device == "libre"
            ? new SensorClamp(new Quantity(21, 1, Unit.MillimolePerLitre), new Quantity(278, 1, Unit.MillimolePerLitre))
            : default);
        using var cases = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var item in cases.RootElement.EnumerateArray())
        {
            var payload = item.TryGetProperty("payload", out var json) ? json.GetRawText() : item.GetProperty("payloadText").GetString()!;
            var kind = item.TryGetProperty("kind", out var name) && Kinds.TryParse(name.GetString(), out var k) ? k : (Kind?)null;
            var device = item.TryGetProperty("device", out var named) ? named.GetString() : "dev-1";
            var limits = item.TryGetProperty("allowTest", out var test) && test.GetBoolean() ? Decoding.TestAllowed : DecodeLimits.Default;
            text.Append("# ").Append(item.GetProperty("name").GetString()).Append('\n');
            Describe(Decoding.Decode(payload, Decoding.Context(device, kind, limits, devices)), text);
        }

        return text.ToString();
    }

    private static void Describe(ReadingBatch batch, StringBuilder text)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var reading = batch.Readings[i];
            text.Append(CultureInfo.InvariantCulture, $"{batch.Indexes[i]} ok {reading.Device} {Kinds.Name(reading.Kind)} {reading.Time}");
            Add(text, reading.OffsetMinutes != 0, $"{reading.OffsetMinutes:+0;-0}min");
            Add(text, !reading.Id.IsEmpty, "id=" + reading.Id.ToString().ReplaceLineEndings("\\n"));
            Add(text, reading.Sequence is not null, $"seq={reading.Sequence}");
            Add(text, reading.User >= 0, $"user={reading.User}");
            for (var j = 0; j < reading.Values.Count; j++)
            {
                var (measure, quantity) = reading.Values[j];
                text.Append(CultureInfo.InvariantCulture, $" | {Measures.Name(measure)} {quantity}");
            }

            Add(text, reading.Quality != QualityFlags.None, $"| quality {reading.Quality}");
            Add(text, reading.Flags != ReadingFlags.None, $"| flags {reading.Flags}");
            Add(text, reading.Status is not null, $"| error={reading.Status?.Error} firmware={reading.Status?.Firmware}");
            text.Append('\n');
            foreach (var dropped in batch.Dropped.Where(d => d.Reading == i))
            {
                text.Append(CultureInfo.InvariantCulture, $"    dropped {Measures.Name(dropped.Measure)} {RejectReasons.Code(dropped.Reason)}\n");
            }
        }

        foreach (var r in batch.Rejections)
        {
            var kind = r.Kind is { } k ? Kinds.Name(k) : "-";
            text.Append(CultureInfo.InvariantCulture, $"{r.Index} {RejectReasons.Code(r.Reason)} ({r.Detail}) {r.Device ?? "-"} {kind} {r.Time?.ToString() ?? "-"} {r.Id ?? "-"}\n");
        }
    }

    private static void Add(StringBuilder text, bool condition, string part)
    {
        if (condition)
        {
            text.Append(' ').Append(part);
        }
    }
}
