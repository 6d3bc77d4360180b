namespace Rpm.Telemetry;

/// <summary>The contract's words for <see cref="RejectReason"/>.</summary>
public static class RejectReasons
{
    private static readonly string[] Codes =
    [
        "", "not-json", "unknown-kind", "unknown-device", "not-enrolled", "missing-time", "time-without-zone", "time-in-future",
        "time-too-old", "missing-value", "missing-unit", "unknown-unit", "invalid-value", "implausible", "not-a-measurement",
        "test-not-allowed", "malformed", "bad-crc", "no-session-start", "conflicting-duplicate", "too-large", "rate-limited",
        "template-no-match", "waiting",
    ];

    /// <summary>The reject code, for example <c>missing-unit</c>.</summary>
    public static string Code(RejectReason reason) => Codes[(int)reason];

    /// <summary>The reason of a code, or false.</summary>
    public static bool TryParse(string code, out RejectReason reason)
    {
        var index = Array.IndexOf(Codes, code);
        reason = index > 0 ? (RejectReason)index : RejectReason.None;
        return index > 0;
    }
}
