using System.Text.Json.Nodes;
using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Fhir;

/// <summary>Deletes what Rpm sent of an erased patient. The Patient itself stays: it may be somebody else's.</summary>
internal sealed class FhirErasure(FhirServer server, ServerReferences references, FhirSystems systems, FhirOptions options, ILogger logger)
{
    /// <summary>Returns when the server has nothing of the patient any more that Rpm made.</summary>
    /// <exception cref="SinkUnavailableException">The server does not delete now: call again.</exception>
    public async Task EraseAsync(string patient, CancellationToken cancellationToken)
    {
        if (!options.DeleteErased)
        {
            logger.NotErased();
            return;
        }

        references.Forget(patient);
        var people = await server.SearchAsync("Patient", FhirServer.Condition(systems.Patient, patient), cancellationToken);
        var deleted = 0;
        foreach (var person in people)
        {
            // What refers comes before what it refers to: servers may insist on that.
            deleted += await DeleteAsync("Communication", "subject", systems.Notification, person, cancellationToken);
            deleted += await DeleteAsync("CommunicationRequest", "subject", systems.Notification, person, cancellationToken);
            deleted += await DeleteAsync("Task", "patient", systems.Alert, person, cancellationToken);
            deleted += await DeleteAsync("Observation", "subject", systems.Measurement, person, cancellationToken);
        }

        logger.Erased(deleted);
    }

    private async Task<int> DeleteAsync(string type, string parameter, string system, JsonObject person, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (await OursAsync(type, parameter, system, (string?)person["id"], cancellationToken) is { Count: > 0 } ours)
        {
            foreach (var reference in ours)
            {
                var reply = await server.DeleteAsync(reference, cancellationToken);
                if (!reply.IsSuccess && reply.Status is not (404 or 410))
                {
                    throw new SinkUnavailableException($"The FHIR server does not delete an erased patient's {type}: {reply.Words}");
                }

                deleted++;
            }
        }

        return deleted;
    }

    private async Task<List<string>> OursAsync(string type, string parameter, string system, string? patient, CancellationToken cancellationToken)
    {
        var found = await server.SearchAsync(type, $"{parameter}=Patient/{patient}&identifier={Uri.EscapeDataString(system + "|")}&_count=100", cancellationToken);
        return [.. found.Where(o => (o["identifier"] as JsonArray ?? []).Any(i => (string?)i?["system"] == system)).Select(o => $"{type}/{(string?)o["id"]}")];
    }
}
