using System.Text.Json;

namespace Rpm.DeviceSim.Reports;

/// <summary>Writes reports to files, folders included.</summary>
internal static class ReportFiles
{
    public static void Write(RunReport report, FileInfo? html, FileInfo? json)
    {
        Write(html, () => ReportHtml.Page(report));
        Write(json, () => JsonSerializer.Serialize(report, ReportJson.Options) + "\n");
    }

    public static void Write(FileInfo? file, Func<string> text)
    {
        if (file is not null)
        {
            file.Directory?.Create();
            File.WriteAllText(file.FullName, text());
        }
    }
}
