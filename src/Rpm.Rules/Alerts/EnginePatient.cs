namespace Rpm.Rules.Alerts;

/// <summary>
/// Whom alerts are about that are about nobody: the engine's own, and one in place of many silent devices. The id is outside of what
/// an identifier of the registry may look like, so no record, reading or enrolment can have it.
/// </summary>
public static class EnginePatient
{
    /// <summary>The patient of such an alert, and its level in the topic.</summary>
    public const string Id = "@engine";

    /// <summary>The pack of such an alert: the engine's own conditions, which no file holds.</summary>
    public const string Pack = "rpm";

    /// <summary>Version of those conditions, in place of a pack's hash.</summary>
    public const string PackHash = "built-in-1";

    /// <summary>The rule of the one alert in place of many silent devices.</summary>
    public const string SilentDevices = "silent-devices";

    /// <summary>Whether the id is the reserved one.</summary>
    public static bool Is(string patient) => patient == Id;

    /// <summary>Whether the alert stands for many silent devices.</summary>
    public static bool IsSilentDevices(Alert alert) => Is(alert.Patient) && alert.Rule == SilentDevices;
}
