namespace Rpm.Telemetry;

/// <summary>What a decoder asks about devices. Called for every reading, from several threads: an answer allocates nothing for a known device.</summary>
public interface IDeviceDirectory
{
    /// <summary>The one string of a device's name. Says nothing about whether the device is registered.</summary>
    string Intern(ReadOnlySpan<byte> utf8Name);

    /// <inheritdoc cref="Intern(ReadOnlySpan{byte})"/>
    string Intern(ReadOnlySpan<char> name);

    /// <summary>The registered range of the device's sensor; default where none is registered.</summary>
    SensorClamp ClampOf(string device);

    /// <summary>The registered zone of the device's own clock, for formats whose time stamps have none; null where none is registered.</summary>
    TimeZoneInfo? ZoneOf(string device);
}
