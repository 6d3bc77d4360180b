using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rpm.Ingest.Metrics;
using Rpm.Ingest.Security;
using Rpm.Ingest.Settings;

namespace Rpm.Ingest.Http;

/// <summary>
/// The HTTP listener from socket to endpoints. The host registers the seams (<c>IIntake</c>, <c>IDryRun</c>,
/// <c>IStatusSource</c>, <c>IHealthSource</c>, <c>IRegistry</c>, <c>IRegistryCommands</c>, <c>IQuarantine</c>,
/// <c>ISeriesStore</c>, <c>IRecentFrames</c>) itself.
/// </summary>
internal static class RpmHttp
{
    public static IServiceCollection AddRpmHttp(this IServiceCollection services, RpmOptions options, AccessTokens tokens)
    {
        services.AddSingleton(options);
        services.AddSingleton<PostGate>();
        services.AddSingleton<PostRate>();
        services.AddRpmSecurity(options, tokens);
        services.AddRpmMetrics();
        services.AddOpenApi("v1", o => o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Rpm";
            document.Info.Description = "Remote patient monitoring: readings in, journaled, then acknowledged.";
            return Task.CompletedTask;
        }));
        services.AddExceptionHandler<ProblemHandler>();
        services.AddProblemDetails(o => o.CustomizeProblemDetails = context =>
        {
            var status = context.ProblemDetails.Status ?? StatusCodes.Status500InternalServerError;
            context.ProblemDetails.Type = "about:blank";
            if (context.ProblemDetails.Extensions.TryAdd("code", Problems.Code(status)))
            {
                context.ProblemDetails.Detail ??= Problems.Detail(status);
            }
        });
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow);
        return services;
    }

    /// <summary>Opens the HTTP port; with TLS where a certificate is set.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Certificate and key cannot be read or do not fit.</exception>
    public static void ListenRpmHttp(this KestrelServerOptions kestrel, HttpOptions http)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = http.MaxBody.Bytes;
        void Configure(ListenOptions listen)
        {
            if (http.Tls.Enabled)
            {
                listen.UseHttps(Certificate(http.Tls));
            }
        }

        if (http.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && http.Port != 0)
        {
            kestrel.ListenLocalhost(http.Port, Configure);
        }
        else if (http.Host == "*")
        {
            kestrel.ListenAnyIP(http.Port, Configure);
        }
        else
        {
            kestrel.Listen(IPAddress.TryParse(http.Host, out var address) ? address : IPAddress.Loopback, http.Port, Configure);
        }
    }

    /// <summary>The middleware, in the order in which it must stand.</summary>
    public static void UseRpmHttp(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseSecurityHeaders();
        app.UseSameOrigin();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    /// <summary>All endpoints but the alerts'.</summary>
    public static void MapRpmHttp(this WebApplication app)
    {
        app.MapHealth();
        app.MapRpmMetrics();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapReadings();
        app.MapWithdraw();
        app.MapStatus();
        app.MapPatients();
        app.MapDevices();
        app.MapEnrolments();
        app.MapRegistry();
        app.MapSeries();
        app.MapQuarantine();
        app.MapSignIn();
    }

    private static X509Certificate2 Certificate(TlsOptions tls)
    {
        using var pem = X509Certificate2.CreateFromPemFile(tls.Certificate!, tls.Key!);
        // Kestrel needs a key it can use with every TLS library; one read from PEM is not everywhere.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
