using Rpm.Ingest.Engine;
using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Registry;

/// <summary>Upserts the records of a registry file at start; what is as in the file already is left alone.</summary>
internal sealed partial class RegistryImport(RegistryContents contents, IRegistry registry, IRegistryCommands commands, ILogger<RegistryImport> logger) : IEngineStep
{
    private const string By = "registry-file";

    /// <summary>Records that were new or changed.</summary>
    public int Changed { get; private set; }

    /// <summary>Records that were not taken.</summary>
    public int Refused { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var patient in contents.Patients)
        {
            var known = registry.Current.Patients.GetValueOrDefault(patient.Id);
            if (known is null || !Same(known with { Limits = patient.Limits, PausedUntil = patient.PausedUntil }, patient))
            {
                Check(await commands.PutPatientAsync(patient, By, cancellationToken), "patient", patient.Id);
            }
        }

        foreach (var device in contents.Devices.Where(d => registry.Current.Devices.GetValueOrDefault(d.Id) != d))
        {
            Check(await commands.PutDeviceAsync(device, By, cancellationToken), "device", device.Id);
        }

        foreach (var enrolment in contents.Enrolments.Where(e => registry.Current.Enrolments.GetValueOrDefault(e.Id) != e))
        {
            Check(await commands.PutEnrolmentAsync(enrolment, By, "registry file", cancellationToken), "enrolment", enrolment.Id);
        }

        LogImported(Changed);
    }

    private static bool Same(Patient a, Patient b) =>
        System.Text.Json.JsonSerializer.Serialize(a, JournalJson.Default.Patient) == System.Text.Json.JsonSerializer.Serialize(b, JournalJson.Default.Patient);

    private void Check(RegistryResult result, string record, string id)
    {
        if (result.Outcome == RegistryOutcome.Done)
        {
            Changed++;
            return;
        }

        if (result.Outcome == RegistryOutcome.Erased)
        {
            LogErased(record, id);
            return;
        }

        Refused++;
        LogRefused(record, id, result.Detail);
    }

    [LoggerMessage(1310, LogLevel.Information, "Registry file imported: {Changed} records were new or changed.")]
    private partial void LogImported(int changed);

    [LoggerMessage(1312, LogLevel.Warning, "The registry file's {Record} {Id} was left out: the patient was erased. Take it out of the file.")]
    private partial void LogErased(string record, string id);

    [LoggerMessage(1311, LogLevel.Error, "The registry file's {Record} {Id} was not taken: {Detail}")]
    private partial void LogRefused(string record, string id, string detail);
}
