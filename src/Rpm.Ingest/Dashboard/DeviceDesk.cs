using System.Globalization;
using Rpm.Dashboard.Devices;
using Rpm.Dashboard.Patients;
using Rpm.Ingest.Http;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>The devices page, by the same commands as the API.</summary>
internal sealed class DeviceDesk(IRegistry registry, IRegistryCommands commands, IRecentFrames frames, ILogger<RegistryImport> importing, TimeProvider clock) : IDeviceDesk
{
    private Instant Now => Instant.From(clock.GetUtcNow());

    /// <inheritdoc/>
    public IReadOnlyList<DeviceRow> Devices()
    {
        var (snapshot, now) = (registry.Current, Now);
        return [.. snapshot.Devices.Values.OrderBy(d => d.Id, StringComparer.Ordinal).SelectMany(d => Rows(snapshot, d, now))];
    }

    /// <inheritdoc/>
    public Task<ChangeResult> EnrolAsync(string patient, string device, string by, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        if (patient.Length == 0 || device.Length == 0)
        {
            return ChangeResult.Refused("Name a device and a patient.");
        }

        if (!registry.Current.Patients.ContainsKey(patient))
        {
            return ChangeResult.Refused($"There is no patient {patient}.");
        }

        if (!registry.Current.Devices.ContainsKey(device)
            && await commands.PutDeviceAsync(new Device { Id = device }, by, cancellationToken) is { Outcome: not RegistryOutcome.Done } refused)
        {
            return ChangeResult.Refused(refused.Detail);
        }

        return Of(await commands.PutEnrolmentAsync(new Enrolment(Guid.CreateVersion7().ToString("N"), patient, device, null, Now, Instant.Max), by, null, cancellationToken));
    });

    /// <inheritdoc/>
    public Task<ChangeResult> EndAsync(string enrolment, string reason, string by, CancellationToken cancellationToken) => RunAsync(async () =>
        string.IsNullOrWhiteSpace(reason) ? ChangeResult.Refused("Ending an enrolment needs a reason.")
        : !registry.Current.Enrolments.TryGetValue(enrolment, out var found) ? ChangeResult.Refused("There is no such enrolment any more.")
        : Of(await commands.PutEnrolmentAsync(found with { To = Now }, by, reason.Trim(), cancellationToken)));

    /// <inheritdoc/>
    public Task<ChangeResult> ImportAsync(string yaml, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        var (contents, faults) = RegistryFile.Read(new StringReader(yaml), registry.Current);
        if (contents is null)
        {
            return ChangeResult.Refused($"Nothing was taken. {string.Join(" · ", faults.Take(20))}");
        }

        var import = new RegistryImport(contents, registry, commands, importing);
        await import.RunAsync(cancellationToken);
        return new ChangeResult(true, string.Create(CultureInfo.InvariantCulture, $"{import.Changed} records were new or changed, {import.Refused} were refused."));
    });

    private IEnumerable<DeviceRow> Rows(RegistrySnapshot snapshot, Device device, Instant now)
    {
        var kind = device.Kind is { } known ? Kinds.Name(known) : null;
        var model = $"{device.Manufacturer} {device.Model}".Trim();
        var last = frames.Of(device.Id) is [var newest, ..] ? newest.Received : (Instant?)null;
        var worn = snapshot.EnrolmentsOfDevice(device.Id).Where(e => e.From <= now && now < e.To).ToList();
        return worn.Count == 0
            ? [new DeviceRow(device.Id, kind, model, null, null, null, null, last)]
            : worn.Select(e => new DeviceRow(device.Id, kind, model, e.Patient, snapshot.Patients.GetValueOrDefault(e.Patient)?.Name, e.Id, e.From, last));
    }

    private static ChangeResult Of(RegistryResult result) =>
        result.Outcome == RegistryOutcome.Done ? ChangeResult.Success : ChangeResult.Refused(result.Detail);

    private static async Task<ChangeResult> RunAsync(Func<Task<ChangeResult>> change)
    {
        try
        {
            return await change();
        }
        catch (IntakeStoppedException)
        {
            return ChangeResult.Refused("The journal takes nothing now. Nothing was changed: try again later.");
        }
    }
}
