using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rpm.Dashboard.Layout;

namespace Rpm.Dashboard;

/// <summary>Puts the page into a host. The host registers what the pages ask for (<c>IWorklistSource</c> and its neighbours) itself.</summary>
public static class DashboardExtensions
{
    /// <summary>What a browser is asked to load, from where the host serves this library's files.</summary>
    public const string Assets = "/_content/Rpm.Dashboard";

    /// <summary>
    /// Services of the pages. The server looks after a connection every two seconds, and gives it up after eight: a page must know within
    /// seconds that it is no longer live.
    /// </summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddCascadingAuthenticationState();
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            // A tab that lost its connection comes back to the state it had within this time; after it, it loads the page again.
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(2);
            circuit.DisconnectedCircuitMaxRetained = 50;
        }).AddHubOptions(hub =>
        {
            hub.KeepAliveInterval = TimeSpan.FromSeconds(2);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(8);
        });
        return services;
    }

    /// <summary>Maps every page. Who may see them is the caller's to add.</summary>
    public static RazorComponentsEndpointConventionBuilder MapDashboard(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = "'none'");
}
