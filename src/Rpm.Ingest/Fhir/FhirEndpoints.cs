using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Primitives;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// <c>/fhir</c>: read and search, FHIR R4 JSON. Every error is an OperationOutcome. Who may call it is decided before it gets
/// here.
/// </summary>
internal static class FhirEndpoints
{
    private const string Version = "0.1.0";

    /// <summary>Maps <c>/fhir</c>; needs the services of <see cref="FhirServices.AddFhir"/>.</summary>
    /// <returns>The group, for the host's authorization.</returns>
    public static RouteGroupBuilder MapFhir(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/fhir").ExcludeFromDescription();
        var read = new[] { HttpMethods.Get, HttpMethods.Head };
        group.MapMethods("/metadata", read, (HttpContext context, FhirApi api) =>
            SendAsync(context, StatusCodes.Status200OK, Capability.Render(RootOf(context.Request), SoftwareVersion, api.Resources)));
        group.MapMethods("/{type}", read, (HttpContext context, FhirApi api, ILoggerFactory logs, string type) =>
            GuardAsync(context, logs, type, () => SearchAsync(context, api, type, context.Request.Query)));
        group.MapPost("/{type}/_search", (HttpContext context, FhirApi api, ILoggerFactory logs, string type) =>
            GuardAsync(context, logs, type, () => SearchFormAsync(context, api, type))).DisableAntiforgery();
        group.MapMethods("/{type}/{id}", read, (HttpContext context, FhirApi api, ILoggerFactory logs, string type, string id) =>
            GuardAsync(context, logs, type, () => ReadAsync(context, api, type, id)));
        group.Map("/{**path}", (HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? FailAsync(context, FhirFault.NotFound("There is nothing at this address."))
            : FailAsync(context, new FhirFault(StatusCodes.Status405MethodNotAllowed, "not-supported", "This server is read only.")));
        return group;
    }

    private static string SoftwareVersion =>
        typeof(FhirEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? Version;

    private static async Task SearchFormAsync(HttpContext context, FhirApi api, string type)
    {
        IEnumerable<KeyValuePair<string, StringValues>> query = context.Request.Query;
        if (context.Request.HasFormContentType)
        {
            query = query.Concat(await context.Request.ReadFormAsync(context.RequestAborted));
        }

        await SearchAsync(context, api, type, query);
    }

    private static async Task SearchAsync(HttpContext context, FhirApi api, string type, IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        if (await FindAsync(context, api, type) is not { } resource)
        {
            return;
        }

        var strict = context.Request.Headers["Prefer"].Any(p => p?.Contains("handling=strict", StringComparison.OrdinalIgnoreCase) == true);
        var (request, fault) = SearchRequest.Parse(query, resource.Parameters, strict);
        if (request is not null)
        {
            using var bundle = new SearchBundle(RootOf(context.Request), type);
            fault = await resource.SearchAsync(request, bundle, context.RequestAborted);
            if (fault is null)
            {
                await SendAsync(context, StatusCodes.Status200OK, bundle.Finish(request));
                return;
            }
        }

        await FailAsync(context, fault ?? throw new UnreachableException());
    }

    private static async Task ReadAsync(HttpContext context, FhirApi api, string type, string id)
    {
        if (await FindAsync(context, api, type) is not { } resource)
        {
            return;
        }

        if (await resource.ReadAsync(id, context.RequestAborted) is not { } found)
        {
            await FailAsync(context, FhirFault.NotFound($"There is no {type} of this id."));
            return;
        }

        var tag = $"W/\"{found.Version}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.SelectMany(v => (v ?? "").Split(',')).Any(v => Weak(v.Trim()) == tag || v.Trim() == "*"))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await SendAsync(context, StatusCodes.Status200OK, found.Json);
    }

    private static async Task<FhirResource?> FindAsync(HttpContext context, FhirApi api, string type)
    {
        if (!Accepts(context.Request))
        {
            await FailAsync(context, new FhirFault(StatusCodes.Status406NotAcceptable, "not-supported", "Only application/fhir+json is served."));
            return null;
        }

        if (api.Find(type) is { } resource)
        {
            return resource;
        }

        await FailAsync(context, FhirFault.NotFound("This resource type is not served; see /fhir/metadata."));
        return null;
    }

    private static bool Accepts(HttpRequest request)
    {
        if (request.Query.TryGetValue("_format", out var format))
        {
            return format.All(f => f is not null && f.Contains("json", StringComparison.OrdinalIgnoreCase));
        }

        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0 || accepted.Any(a => a.MatchesAllTypes || a.MediaType.Value is "application/*" or "text/*"
            || a.MediaType.Value?.Contains("json", StringComparison.OrdinalIgnoreCase) == true
            // A browser asks for html and takes what it gets.
            || a.MediaType.Value == "text/html");
    }

    private static string RootOf(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}/fhir";

    private static string Weak(string tag) => tag.StartsWith('"') ? $"W/{tag}" : tag;

    private static async Task GuardAsync(HttpContext context, ILoggerFactory logs, string type, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            logs.CreateLogger(typeof(FhirEndpoints)).RequestFailed(type, exception);
            await FailAsync(context, new FhirFault(StatusCodes.Status500InternalServerError, "exception", "The request failed; the server's log says why."));
        }
    }

    private static Task FailAsync(HttpContext context, FhirFault fault) => SendAsync(context, fault.Status, OperationOutcomes.Error(fault));

    private static async Task SendAsync(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = FhirJson.ContentType;
        context.Response.ContentLength = json.Length;
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(json, context.RequestAborted);
        }
    }
}
