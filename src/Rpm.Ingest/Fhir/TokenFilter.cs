namespace Rpm.Ingest.Fhir;

/// <summary>One value of a token search: <c>code</c>, <c>system|code</c>, <c>|code</c> (no system) or <c>system|</c>.</summary>
/// <param name="System">Null = any system.</param>
/// <param name="Code">Null = any code.</param>
internal readonly record struct TokenFilter(string? System, string? Code)
{
    public static TokenFilter Parse(string value)
    {
        var bar = value.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? new(null, value) : new(value[..bar], bar == value.Length - 1 ? null : value[(bar + 1)..]);
    }

    public bool Matches(string system, string code) =>
        (System is null || string.Equals(System, system, StringComparison.Ordinal)) && (Code is null || string.Equals(Code, code, StringComparison.Ordinal));
}
