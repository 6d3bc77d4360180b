using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Rpm.Architecture.Tests;

/// <summary>docs/safety says what guards against harm; every guard has a test, and no test claims one that is not there.</summary>
public sealed partial class SafetyTests
{
    [Fact]
    public void EveryControl_HasATest()
    {
        var tested = Tested().ToHashSet(StringComparer.Ordinal);

        var untested = Defined().Where(c => !tested.Contains(c)).ToArray();

        Assert.Empty(untested);
    }

    [Fact]
    public void EveryTestedControl_IsDefined()
    {
        var defined = Defined().ToHashSet(StringComparer.Ordinal);

        var undefined = Tested().Where(c => !defined.Contains(c)).Distinct().ToArray();

        Assert.Empty(undefined);
    }

    [Fact]
    public void Controls_AreDefinedOnce() =>
        Assert.Empty(Defined().GroupBy(c => c).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void EveryHazard_NamesControlsThatExist()
    {
        var text = Repository.Read("docs/safety/hazards.md");
        var defined = Defined().ToHashSet(StringComparer.Ordinal);
        var hazards = HazardRow().Matches(text);

        Assert.NotEmpty(hazards);
        Assert.All(hazards, h =>
        {
            var named = Control().Matches(h.Value).Select(c => c.Value).ToArray();
            Assert.True(named.Length > 0, $"{h.Groups[1].Value} has no control.");
            Assert.Subset(defined, named.ToHashSet(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void ThirdPartyList_MatchesWhatTheBuildTakes()
    {
        var taken = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(p => $"{p.Attribute("Include")!.Value} {p.Attribute("Version")!.Value}").Order(StringComparer.Ordinal);
        var listed = PackageRow().Matches(Repository.Read("docs/safety/third-party.md"))
            .Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}").Order(StringComparer.Ordinal);

        Assert.Equal(string.Join('\n', taken), string.Join('\n', listed));
    }

    /// <summary>A control is defined where its number opens a table row, in the log or in a part's own list.</summary>
    private static IEnumerable<string> Defined() => Repository.Files(".md", "docs/safety")
        .SelectMany(f => Definition().Matches(Repository.Read(f)).Select(m => m.Groups[1].Value));

    private static IEnumerable<string> Tested() => Repository.Files(".cs", "tests")
        .SelectMany(f => Trait().Matches(Repository.Read(f)).Select(m => m.Groups[1].Value));

    [GeneratedRegex(@"(?m)^\| *\**(C-[0-9]+)\** *\|")]
    private static partial Regex Definition();

    [GeneratedRegex(@"(?m)^\| *(H-[0-9]+) *\|.*$")]
    private static partial Regex HazardRow();

    [GeneratedRegex("C-[0-9]+")]
    private static partial Regex Control();

    [GeneratedRegex(@"Trait\(""Control"", *""(C-[0-9]+)""\)")]
    private static partial Regex Trait();

    [GeneratedRegex(@"(?m)^\| *([A-Za-z][A-Za-z0-9._]+) *\| *([0-9][^ |]*) *\|")]
    private static partial Regex PackageRow();
}
