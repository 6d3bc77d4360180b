using Rpm.Ingest.Settings;
using Xunit;

namespace Rpm.Ingest.Tests.Settings;

/// <summary>docs/operations.md says of every setting that there is, and of no other, what it does and what holds without it.</summary>
public sealed class SettingsTableTests
{
    [Fact]
    public void OperationsGuide_ListsEverySettingAsItIs()
    {
        var guide = File.ReadAllLines(Find());
        var expected = SettingsBinder.Keys(typeof(RpmOptions), "Rpm")
            .Select(k => $"| `{k.Key}` | {(k.Default is { Length: > 0 } text ? $"`{text}`" : "")} | {k.Description} |").ToArray();

        Assert.All(SettingsBinder.Keys(typeof(RpmOptions), "Rpm"), k => Assert.False(string.IsNullOrEmpty(k.Description), k.Key));
        var listed = guide.SkipWhile(l => l != "<!-- settings -->").TakeWhile(l => l != "<!-- /settings -->").Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToArray();
        Assert.Equal(string.Join('\n', expected), string.Join('\n', listed));
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "docs", "operations.md");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException("docs/operations.md");
    }
}
