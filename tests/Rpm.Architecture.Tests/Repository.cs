namespace Rpm.Architecture.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", "node_modules", "data", "TestResults"];

    public static string Root { get; } = Find();

    /// <summary>Files with this ending, without what a build makes; paths from the root with forward slashes.</summary>
    public static IEnumerable<string> Files(string ending, string folder = "")
    {
        var start = Path.Combine(Root, folder);
        return Directory.Exists(start)
            ? Directory.EnumerateFiles(start, "*" + ending, SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
                .Where(f => !f.Split('/').Intersect(Skipped).Any())
                .Order(StringComparer.Ordinal)
            : [];
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Rpm.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Rpm.sln is in no folder above the tests.");
    }
}
