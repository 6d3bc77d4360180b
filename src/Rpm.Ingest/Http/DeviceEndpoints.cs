using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Http;

/// <summary>Devices, and the frames they sent last.</summary>
internal static class DeviceEndpoints
{
    public static void MapDevices(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/devices").WithTags("Registry");
        group.MapGet("", (IRegistry registry) => TypedResults.Ok(new DevicesAnswer(
            [.. registry.Current.Devices.Values.OrderBy(d => d.Id, StringComparer.Ordinal).Select(DeviceAnswer.From)]))).WithSummary("All devices.");
        group.MapGet("/{id}", Get).Produces<DeviceAnswer>().ProducesProblem(404).WithSummary("A device.");
        group.MapPut("/{id}", PutAsync).Produces<DeviceAnswer>().ProducesProblem(400).WithSummary("Add or replace a device.");

        // An unregistered device's frames are what an integrator looks for most.
        group.MapGet("/{id}/recent", (IRecentFrames recent, string id) =>
                TypedResults.Ok(new RecentAnswer(id, [.. recent.Of(id).Select(RecentFrameAnswer.From)])))
            .WithSummary("The last frames that named the device, newest first, and what became of them. Registered or not.");
    }

    private static IResult Get(IRegistry registry, string id) =>
        registry.Current.Devices.TryGetValue(id, out var device)
            ? TypedResults.Ok(DeviceAnswer.From(device))
            : Problems.Of(StatusCodes.Status404NotFound, ProblemCodes.UnknownDevice, $"There is no device {id}.");

    private static async Task<IResult> PutAsync(
        HttpContext context, IRegistry registry, IRegistryCommands commands, string id, DeviceBody body, CancellationToken cancellationToken)
    {
        if (body.Id is not null && body.Id != id)
        {
            return Problems.Invalid("id differs from the one in the address.");
        }

        if (!body.TryToDevice(id, out var device))
        {
            return Problems.Invalid([new("kind", $"It must be one of {string.Join(", ", Words.AllKinds)}.")]);
        }

        return RegistryRules.Check(device) is { Count: > 0 } faults
            ? Problems.Invalid(faults)
            : RegistryAnswers.Of(
                await commands.PutDeviceAsync(device, RegistryAnswers.By(context, body.By), cancellationToken), () => Get(registry, id));
    }
}
