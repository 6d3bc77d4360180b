using Rpm.Ingest.Http;
using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Pipeline;

/// <summary>
/// Through which gateway a frame came, and for which devices that gateway may speak. A device that publishes on its own topic, and a registry
/// in which no device has a gateway, are of no concern to it and cost nothing.
/// </summary>
internal static class GatewayRule
{
    /// <summary>The user property under which a post that names its gateway is kept.</summary>
    public const string Property = "gateway";

    private const string Folder = "up/";
    private const string Batch = "/batch";

    /// <summary>The gateway of a frame: whom its topic or its post names, else its client where devices are registered to one of that name.</summary>
    public static string? Of(Frame frame, RegistrySnapshot registry)
    {
        if (registry.Gateways.IsEmpty)
        {
            return null;
        }

        return Named(frame) ?? (registry.Gateways.ContainsKey(frame.Client) ? frame.Client : null);
    }

    /// <summary>
    /// Whether readings of a device may come through this gateway: of those registered to it and of its own. One that nothing is registered to
    /// may bring what is registered to none.
    /// </summary>
    public static bool MaySpeak(string gateway, string device, RegistrySnapshot registry)
    {
        var owner = registry.Devices.GetValueOrDefault(device)?.Gateway;
        return owner == gateway || device == gateway || (owner is null && !registry.Gateways.ContainsKey(gateway));
    }

    private static string? Named(Frame frame)
    {
        var topic = frame.Topic;
        if (topic.StartsWith(ReadingsEndpoints.Folder, StringComparison.Ordinal))
        {
            foreach (var property in frame.UserProperties)
            {
                if (property.Key == Property)
                {
                    return property.Value;
                }
            }

            return null;
        }

        return topic.StartsWith(Folder, StringComparison.Ordinal) && topic.EndsWith(Batch, StringComparison.Ordinal)
            ? topic[Folder.Length..^Batch.Length]
            : null;
    }
}
