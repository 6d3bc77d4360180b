using System.Text.RegularExpressions;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Docs;

/// <summary>The examples of the documents, decoded as if they came at a fixed time.</summary>
internal static partial class DocumentedExamples
{
    public static ReadingBatch Decode(string topic, byte[] payload, IReadOnlyList<KeyValuePair<string, string>> properties)
    {
        var limits = DecodeLimits.Create(new ReadingOptions(), allowTest: false);
        var batch = new ReadingBatch();
        new FrameDecoder(limits, limits, () => RegistrySnapshot.Empty).Decode(
            new Frame
            {
                Source = FrameSource.Mqtt,
                Topic = topic,
                Client = "docs",
                Payload = payload,
                Received = Instant.From(new DateTimeOffset(2026, 11, 23, 8, 45, 0, TimeSpan.Zero)),
                UserProperties = properties,
            },
            batch);
        return batch;
    }

    public static byte[] Hex(string digits) => Convert.FromHexString(Space().Replace(digits, ""));

    public static string Read(string document)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "docs", document);
            if (File.Exists(path))
            {
                return File.ReadAllText(path);
            }
        }

        throw new FileNotFoundException(document);
    }

    /// <summary>Language, what stands behind it, and text of every fenced block.</summary>
    public static IEnumerable<(string Language, string Info, string Text)> Blocks(string document) =>
        Fence().Matches(Read(document)).Select(m => (m.Groups[1].Value, m.Groups[2].Value.Trim(), m.Groups[3].Value));

    [GeneratedRegex(@"(?ms)^```(\w+)([^\n]*)\n(.*?)^```")]
    private static partial Regex Fence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
