using System.Collections.Concurrent;

namespace Rpm.Telemetry.Gatt;

/// <summary>The status of a CGM as the <c>error</c> of a status reading.</summary>
internal static class CgmStatusText
{
    private const int Most = 4096;
    private static readonly ConcurrentDictionary<int, StatusText> Known = [];

    // What is about the device. That glucose is below a patient's limit is not.
    private static readonly (CgmStatuses Status, string Word)[] Words =
    [
        (CgmStatuses.SessionStopped, "session-stopped"), (CgmStatuses.BatteryLow, "battery-low"), (CgmStatuses.SensorTypeIncorrect, "sensor-type-incorrect"),
        (CgmStatuses.SensorMalfunction, "sensor-malfunction"), (CgmStatuses.DeviceSpecificAlert, "device-specific-alert"),
        (CgmStatuses.GeneralDeviceFault, "general-device-fault"), (CgmStatuses.TimeSyncRequired, "time-sync-required"),
        (CgmStatuses.CalibrationRequired, "calibration-required"), (CgmStatuses.TemperatureTooHigh, "temperature-too-high"),
        (CgmStatuses.TemperatureTooLow, "temperature-too-low"),
    ];

    private static readonly CgmStatuses All = Words.Aggregate(CgmStatuses.None, (all, w) => all | w.Status);

    /// <summary>The words of the bits that are set; null where none is.</summary>
    public static StatusText? Of(CgmStatuses status)
    {
        status &= All;
        if (status == CgmStatuses.None)
        {
            return null;
        }

        if (Known.TryGetValue((int)status, out var text))
        {
            return text;
        }

        return Keep(status);
    }

    private static StatusText Keep(CgmStatuses status)
    {
        var text = new StatusText(string.Join(' ', Words.Where(w => (status & w.Status) != 0).Select(w => w.Word)), null);
        return Known.Count < Most ? Known.GetOrAdd((int)status, text) : text;
    }
}
