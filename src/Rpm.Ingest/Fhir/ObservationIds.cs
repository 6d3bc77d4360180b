using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// Makes Observation ids and finds device and panel of one again. The hash in an id hides the device, so the way back is a
/// map over the registry's devices, grown when an unknown hash is asked for after the registry has changed. Thread-safe.
/// </summary>
internal sealed class ObservationIds(IRegistry registry)
{
    private readonly ConcurrentDictionary<string, UInt128[]> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<UInt128, (string Device, PanelDefinition Panel)> _origins = new();
    private readonly Lock _growing = new();
    private object? _grownFrom;

    /// <summary>The id of a reading's panel. Allocates nothing once the device is known.</summary>
    public ObservationId Of(PanelDefinition panel, string device, Instant time, byte ordinal) =>
        new(KeysOf(device)[(int)panel.Panel], time, ordinal);

    /// <summary>Which device and panel an id names; false where no registered device has it.</summary>
    public bool TryFind(in ObservationId id, [NotNullWhen(true)] out string? device, [NotNullWhen(true)] out PanelDefinition? panel)
    {
        if (!_origins.TryGetValue(id.Key, out var origin))
        {
            Grow();
            if (!_origins.TryGetValue(id.Key, out origin))
            {
                (device, panel) = (null, null);
                return false;
            }
        }

        (device, panel) = origin;
        return true;
    }

    private void Grow()
    {
        lock (_growing)
        {
            var devices = registry.Current.Devices;
            if (ReferenceEquals(_grownFrom, devices))
            {
                return;
            }

            foreach (var device in devices.Keys)
            {
                KeysOf(device);
            }

            _grownFrom = devices;
        }
    }

    private UInt128[] KeysOf(string device) => _keys.TryGetValue(device, out var keys) ? keys : Add(device);

    private UInt128[] Add(string device)
    {
        var keys = new UInt128[Panels.All.Count];
        foreach (var panel in Panels.All)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{device}|{Kinds.Name(panel.Kind)}|{panel.Name}"));
            keys[(int)panel.Panel] = BinaryPrimitives.ReadUInt128BigEndian(hash) >> 48;
            _origins[keys[(int)panel.Panel]] = (device, panel);
        }

        return _keys.GetOrAdd(device, keys);
    }
}
