using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Rpm.Architecture.Tests;

/// <summary>Habits that a compiler does not enforce.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void EventIds_AreUniqueInTheSolution()
    {
        var ids = Repository.Files(".cs", "src")
            .SelectMany(f => LoggerMessage().Matches(Repository.Read(f)).Select(m => (Id: int.Parse(m.Groups[1].Value, null), File: f)))
            .ToArray();

        Assert.NotEmpty(ids);
        Assert.Empty(ids.GroupBy(i => i.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(i => i.File))}"));
    }

    [Fact]
    public void EveryLogMessage_HasAnEventId()
    {
        var without = Repository.Files(".cs", "src").Where(f =>
        {
            var text = Repository.Read(f);
            return Regex.Count(text, @"\[LoggerMessage\(") != LoggerMessage().Count(text);
        });

        Assert.Empty(without);
    }

    [Fact]
    public void PublicTypes_StandInFilesOfTheirOwn()
    {
        var crowded = Repository.Files(".cs", "src")
            .Select(f => (File: f, Types: TopLevelPublicType().Matches(Repository.Read(f)).Select(m => m.Groups[1].Value).ToArray()))
            .Where(f => f.Types.Length > 1)
            .Select(f => $"{f.File}: {string.Join(", ", f.Types)}");

        Assert.Empty(crowded);
    }

    [Fact]
    public void Build_BansTheWallClockAndSleeping()
    {
        var banned = Repository.Read("eng/BannedSymbols.txt");

        foreach (var symbol in new[] { "P:System.DateTime.UtcNow", "P:System.DateTime.Now", "P:System.DateTimeOffset.UtcNow", "P:System.DateTimeOffset.Now", "M:System.Threading.Thread.Sleep(System.Int32)" })
        {
            Assert.Contains(symbol, banned, StringComparison.Ordinal);
        }

        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", Repository.Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    [Fact]
    public void NoSource_SwitchesTheBanOff()
    {
        var offending = Repository.Files(".cs").Where(f => !f.StartsWith("tests/Rpm.Architecture.Tests/", StringComparison.Ordinal))
            .Where(f => Repository.Read(f).Contains("RS0030", StringComparison.Ordinal));

        Assert.Empty(offending);
    }

    [Fact]
    public void Names_SayWhatTheyAre()
    {
        var vague = Repository.Files(".cs", "src").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(n => VagueName().IsMatch(n));

        Assert.Empty(vague);
    }

    [Fact]
    public void BuildFiles_NameNoMachineAndNoPrivateRegistry()
    {
        var offending = new[] { ".csproj", ".props", ".targets", ".sln", ".json", ".config", ".yml", ".yaml" }
            .SelectMany(e => Repository.Files(e)).Where(f => MachinePath().IsMatch(Repository.Read(f)));

        Assert.Empty(offending);
    }

    [Fact]
    public void Versions_AreCentral()
    {
        var offending = Repository.Files(".csproj").Where(f => XDocument.Parse(Repository.Read(f)).Descendants("PackageReference").Any(r => r.Attribute("Version") is not null));

        Assert.Empty(offending);
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?([0-9]+)")]
    private static partial Regex LoggerMessage();

    [GeneratedRegex(@"(?m)^public (?:(?:sealed|static|abstract|partial|readonly|ref) )*(?:record struct|record class|class|struct|interface|enum|record|delegate [^\s(]+) ([A-Za-z0-9_]+)")]
    private static partial Regex TopLevelPublicType();

    [GeneratedRegex("(Manager|Helper|Helpers|Processor|Utils|Util|Data|Info|Common)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"(?:[""'>\s=])/(?:home|root|tmp|work|farm|Users)/|[A-Z]:\\Users\\|pkgs\.dev\.azure|artifactory|nexus", RegexOptions.IgnoreCase)]
    private static partial Regex MachinePath();
}
