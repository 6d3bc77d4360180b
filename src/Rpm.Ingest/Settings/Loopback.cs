using System.Net;

namespace Rpm.Ingest.Settings;

/// <summary>Which listen addresses can be reached from this machine alone.</summary>
internal static class Loopback
{
    /// <summary>Whether only this machine can reach it. A name other than <c>localhost</c> is never loopback: names can be made to point anywhere.</summary>
    public static bool Is(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether it can be listened on: an IP address, <c>localhost</c>, or <c>*</c> for all.</summary>
    public static bool IsAddress(string host) =>
        host is "*" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out _);
}
