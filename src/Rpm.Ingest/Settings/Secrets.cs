namespace Rpm.Ingest.Settings;

/// <summary>Keeps what is secret out of messages.</summary>
internal static class Secrets
{
    private static readonly string[] Names = ["Token", "Password", "Secret", "Key", "Username"];

    /// <summary>Whether the value of this setting must not be shown.</summary>
    public static bool IsSecret(string key) =>
        Array.Exists(Names, n => key.EndsWith(n, StringComparison.OrdinalIgnoreCase));

    /// <summary>The value for a message: stars for a secret, cut where it is long.</summary>
    public static string Shorten(string key, string value) =>
        IsSecret(key) ? "***" : value.Length > 60 ? $"{value[..60]}…" : value;
}
