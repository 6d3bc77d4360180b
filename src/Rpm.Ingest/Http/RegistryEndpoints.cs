using System.Text;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Security;

namespace Rpm.Ingest.Http;

/// <summary>The registry as one YAML file, out and in (docs/registry.md).</summary>
internal static class RegistryEndpoints
{
    private const string Yaml = "application/yaml";

    public static void MapRegistry(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/registry", Export).RequireAuthorization(AccessPolicies.Admin).WithName("ExportRegistry");
        routes.MapPost("/api/v1/registry", ImportAsync).RequireAuthorization(AccessPolicies.Admin).Accepts<string>(Yaml).WithName("ImportRegistry");
    }

    private static IResult Export(IRegistry registry)
    {
        var text = new StringWriter();
        RegistryFile.Write(RegistryContents.Of(registry.Current), text);
        return TypedResults.Text(text.ToString(), Yaml, Encoding.UTF8);
    }

    private static async Task<IResult> ImportAsync(
        HttpRequest request, IRegistry registry, IRegistryCommands commands, ILogger<RegistryImport> logger, CancellationToken cancellationToken)
    {
        using var body = new StreamReader(request.Body, Encoding.UTF8);
        var (contents, faults) = RegistryFile.Read(new StringReader(await body.ReadToEndAsync(cancellationToken)), registry.Current);
        if (contents is null)
        {
            return TypedResults.Problem(
                string.Join('\n', faults), statusCode: StatusCodes.Status400BadRequest, title: "The registry file has faults.",
                extensions: new Dictionary<string, object?> { ["code"] = "invalid-registry" });
        }

        var import = new RegistryImport(contents, registry, commands, logger);
        await import.RunAsync(cancellationToken);
        return TypedResults.Ok(new { changed = import.Changed, refused = import.Refused });
    }
}
