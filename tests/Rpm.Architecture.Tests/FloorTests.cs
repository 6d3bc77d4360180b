using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace Rpm.Architecture.Tests;

/// <summary>References point only downward (docs/architecture): project files and what the compiler made of them.</summary>
public sealed class FloorTests
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Rpm.Telemetry"] = [],
        ["Rpm.Rules"] = ["Rpm.Telemetry"],
        ["Rpm.Dashboard"] = ["Rpm.Telemetry", "Rpm.Rules"],
        ["Rpm.DeviceSim"] = ["Rpm.Telemetry"],
        ["Rpm.Ingest"] = ["Rpm.Telemetry", "Rpm.Rules", "Rpm.Dashboard", "Rpm.DeviceSim"],
    };

    private static readonly string[] Impure =
        ["System.Net.Http", "System.Net.Sockets", "Microsoft.Extensions.Logging", "Microsoft.Data.Sqlite", "MQTTnet", "System.IO.FileSystem", "System.Console"];

    public static TheoryData<string> Projects => [.. Repository.Files(".csproj", "src").Select(p => Path.GetFileNameWithoutExtension(p)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_PointDown(string project)
    {
        Assert.True(MayUse.TryGetValue(project, out var allowed), $"{project} has no floor yet: give it one here and in the architecture document.");
        var references = XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj")).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Empty(references.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_PointDown(string project)
    {
        var used = Assembly.Load(project).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Rpm.", StringComparison.Ordinal));

        Assert.Empty(used.Except(MayUse[project]));
    }

    [Theory]
    [InlineData("Rpm.Telemetry")]
    [InlineData("Rpm.Rules")]
    public void Core_IsPure(string project) =>
        Assert.Empty(Assembly.Load(project).GetReferencedAssemblies().Select(a => a.Name!).Intersect(Impure));

    [Fact]
    public void Rules_HasNoClock()
    {
        var offending = Repository.Files(".cs", "src/Rpm.Rules").Where(f => Repository.Read(f).Contains("TimeProvider", StringComparison.Ordinal));

        Assert.Empty(offending);
    }
}
