using System.Diagnostics;

namespace Rpm.Tests.Shared;

/// <summary>The independent validator and server (node), found by RPM_FHIR_TOOLS: a folder whose packages are installed.</summary>
internal static class FhirTools
{
    /// <summary>The folder; skips the test where it is absent, fails where servers are required.</summary>
    public static string Require()
    {
        var folder = Environment.GetEnvironmentVariable("RPM_FHIR_TOOLS");
        if (folder is not null && File.Exists(Path.Combine(folder, "validate.mjs")) && Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            return folder;
        }

        const string Reason = "RPM_FHIR_TOOLS does not name a folder with the installed FHIR tools (node from the Debian package nodejs, then npm ci).";
        if (Environment.GetEnvironmentVariable("RPM_REQUIRE_SERVERS") == "1")
        {
            Assert.Fail(Reason);
        }

        Assert.Skip(Reason);
        return "";
    }

    /// <summary>Validates resources, one JSON a line; returns what is wrong, empty when nothing is.</summary>
    public static async Task<string> ValidateAsync(IEnumerable<string> resources, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node", ["validate.mjs", "-"])
        {
            WorkingDirectory = Require(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        foreach (var resource in resources)
        {
            await process.StandardInput.WriteLineAsync(resource.AsMemory(), cancellationToken);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? "" : await output + await errors;
    }
}
