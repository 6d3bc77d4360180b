using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// The ids that an outside server gave to Rpm's patients and devices. Asked for once by conditional create: who is there
/// already is used as he is, nobody's record is overwritten.
/// </summary>
internal sealed class ServerReferences(FhirServer server, IRegistry registry, RegistryWriter writer, FhirSystems systems, FhirOptions options, ILogger<ServerReferences> logger)
{
    private readonly ConcurrentDictionary<(string Type, string Id), string> _known = new();

    /// <summary><c>Patient/…</c> of a patient, created where it is not there.</summary>
    /// <exception cref="FhirRefusedException">The server refuses the resource.</exception>
    /// <exception cref="SinkUnavailableException">Not now.</exception>
    public ValueTask<string> PatientAsync(string id, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(("Patient", id), out var found))
        {
            return new(found);
        }

        var patient = registry.Current.Patients.GetValueOrDefault(id) ?? new Patient { Id = id };
        return new(EnsureAsync("Patient", id, w => writer.WritePatient(w, patient, own: false), ConditionOf(patient), cancellationToken));
    }

    /// <inheritdoc cref="PatientAsync"/>
    public ValueTask<string> DeviceAsync(string id, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(("Device", id), out var found))
        {
            return new(found);
        }

        var device = registry.Current.Devices.GetValueOrDefault(id) ?? new Device { Id = id };
        return new(EnsureAsync("Device", id, w => writer.WriteDevice(w, device, null, own: false), FhirServer.Condition(systems.Device, id), cancellationToken));
    }

    /// <summary>Rpm itself.</summary>
    public ValueTask<string> EngineAsync(CancellationToken cancellationToken) => _known.TryGetValue(("Engine", ""), out var found)
        ? new(found)
        : new(EnsureAsync("Device", "", w => writer.WriteEngine(w, own: false), FhirServer.Condition(systems.Engine, "rpm"), cancellationToken, "Engine"));

    /// <summary>How a patient is found on the server.</summary>
    public string ConditionOf(Patient patient) => options.MrnSystem is not null && !string.IsNullOrWhiteSpace(patient.Mrn)
        ? FhirServer.Condition(systems.Mrn, patient.Mrn)
        : FhirServer.Condition(systems.Patient, patient.Id);

    /// <summary>Asks the server again next time.</summary>
    public void Forget(string patient) => _known.TryRemove(("Patient", patient), out _);

    private async Task<string> EnsureAsync(string type, string id, Action<Utf8JsonWriter> write, string condition, CancellationToken cancellationToken, string? key = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, FhirJson.WriterOptions))
        {
            write(json);
        }

        var reply = await server.CreateAsync(type, buffer.WrittenMemory, condition, cancellationToken);
        var reference = reply.IsSuccess ? reply.Reference(type) : null;
        if (reference is null && (reply.IsSuccess || reply.Status == StatusCodes.Status412PreconditionFailed))
        {
            var found = await server.SearchAsync(type, condition, cancellationToken);
            if (found.Count > 1)
            {
                logger.Duplicates(found.Count, type);
            }

            reference = found.Count > 0 ? $"{type}/{(string?)found[0]["id"]}" : null;
        }

        return _known[(key ?? type, id)] = reference ?? throw new FhirRefusedException($"{type}: {reply.Words}");
    }
}
