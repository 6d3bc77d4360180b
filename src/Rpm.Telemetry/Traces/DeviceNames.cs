namespace Rpm.Telemetry.Traces;

/// <summary>Makes identifiers fit for one level of an MQTT topic.</summary>
public static class DeviceNames
{
    /// <summary>Everything but ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c> becomes <c>-</c>: <c>adult#001</c> → <c>adult-001</c>, since <c>#</c> and <c>+</c> may not stand in a topic.</summary>
    public static string Safe(string subject) =>
        string.Create(subject.Length, subject, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_' or '.' ? text[i] : '-';
            }
        });

    /// <summary>Subjects that would become the same device; empty where every name stays distinct.</summary>
    public static IReadOnlyList<string> Collisions(IEnumerable<string> subjects) =>
        [.. subjects.Distinct(StringComparer.Ordinal).GroupBy(Safe, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g))];
}
