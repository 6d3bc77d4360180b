using System.Globalization;
using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Alive;

/// <summary>
/// Finds gateways that said they are offline, and those that sent a status once and are heard no more. Owned by the watch: called by one task.
/// While the engine itself hears nothing, nobody is silent, and the span begins anew afterwards, as after a start.
/// </summary>
/// <param name="hears">Whether frames can reach the engine now.</param>
/// <param name="within">A gateway that is not heard for so long is silent.</param>
internal sealed class GatewayWatch(Func<RegistrySnapshot> registry, GatewayHearing hearing, Func<bool> hears, TimeSpan within, TimeProvider time)
{
    private long _since = time.GetTimestamp();

    /// <summary>Adds what is found now.</summary>
    public void Read(ICollection<EngineFinding> found)
    {
        if (!hears())
        {
            _since = time.GetTimestamp();
        }

        var now = registry();
        foreach (var (gateway, state) in now.GatewayStates)
        {
            if (!now.Gateways.TryGetValue(gateway, out var devices))
            {
                continue; // nothing hangs on it any more
            }

            if (state.Error is { } error)
            {
                found.Add(new EngineFinding(EngineConditions.GatewayOffline, gateway, Text($"it says \"{error}\"; {Devices(devices)}")));
                continue;
            }

            var last = hearing.Last(gateway) is { } heard && heard > _since ? heard : _since;
            var silent = time.GetElapsedTime(last);
            if (silent >= within || last == _since)
            {
                // Not heard since the start: not told yet, but what an earlier process told is not over either.
                found.Add(new EngineFinding(
                    EngineConditions.GatewaySilent, gateway, Text($"nothing for {silent.TotalMinutes:F0} min; {Devices(devices)}"), Raises: silent >= within));
            }
        }
    }

    private static string Devices(int devices) => devices == 1 ? "1 device is registered to it" : Text($"{devices} devices are registered to it");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
