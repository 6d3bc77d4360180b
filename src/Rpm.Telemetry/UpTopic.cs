namespace Rpm.Telemetry;

/// <summary>A topic on which devices and gateways publish, taken apart.</summary>
/// <param name="Sender">The device or gateway that the topic names.</param>
/// <param name="Format">How to read the payload.</param>
/// <param name="Kind">For <see cref="UpFormat.Json"/>; null for all others.</param>
/// <param name="Characteristic">The UUID as written, for <see cref="UpFormat.Gatt"/>; empty for all others.</param>
public readonly record struct UpTopic(string Sender, UpFormat Format, Kind? Kind, ReadOnlyMemory<char> Characteristic)
{
    /// <summary>
    /// The device for <see cref="DecodeContext.Device"/>: null for a batch, whose elements name their own.
    /// </summary>
    public string? Device => Format == UpFormat.Batch ? null : Sender;

    /// <summary>
    /// Takes a topic below the prefix apart, as in <c>up/cuff-1/blood-pressure</c>; allocates nothing for a known sender.
    /// </summary>
    /// <returns>
    /// False where it is no topic to publish readings on at all: not below <c>up/</c>, no sender, or too many segments. An unknown
    /// last segment is true and <see cref="UpFormat.Unknown"/>, since such a frame is kept in quarantine.
    /// </returns>
    public static bool TryParse(string topic, IDeviceDirectory devices, out UpTopic parsed)
    {
        parsed = default;
        if (!topic.StartsWith("up/", StringComparison.Ordinal))
        {
            return false;
        }

        var rest = topic.AsSpan(3);
        var slash = rest.IndexOf('/');
        if (slash < 1 || slash == rest.Length - 1)
        {
            return false;
        }

        var sender = rest[..slash];
        var format = rest[(slash + 1)..];
        const string GattPrefix = "gatt/";
        if (format.StartsWith(GattPrefix, StringComparison.Ordinal))
        {
            var uuid = topic.AsMemory(3 + slash + 1 + GattPrefix.Length);
            if (uuid.IsEmpty || uuid.Span.Contains('/'))
            {
                return false;
            }

            parsed = new UpTopic(devices.Intern(sender), UpFormat.Gatt, null, uuid);
            return true;
        }

        if (format.Contains('/'))
        {
            return false;
        }

        var isKind = Kinds.TryParse(format, out var kind);
        parsed = new UpTopic(devices.Intern(sender), isKind ? UpFormat.Json : FormatOf(format), isKind ? kind : null, default);
        return true;
    }

    private static UpFormat FormatOf(ReadOnlySpan<char> name) => name switch
    {
        "batch" => UpFormat.Batch,
        "senml" => UpFormat.SenMl,
        "gatt" => UpFormat.GattEnvelope,
        _ => UpFormat.Unknown,
    };
}
