using System.Globalization;
using Rpm.Rules.Alerts;

namespace Rpm.Rules.Replay;

/// <summary>A change to an alert as one line in which nothing of it is left out: two runs that agree in these lines agree in everything.</summary>
internal static class AlertChangeText
{
    public static string Of(AlertChange change)
    {
        var alert = change.Alert;
        var evidence = string.Join(';', alert.Evidence);
        var limits = string.Join(';', alert.Limits);
        var history = string.Join(';', alert.History);
        var rest = alert with { Evidence = [], Limits = [], History = [] };
        return string.Create(CultureInfo.InvariantCulture, $"{change.Kind} {rest} evidence {evidence} limits {limits} history {history}");
    }

    /// <summary>The kind of change in the contract's words.</summary>
    public static string Word(AlertChangeKind kind) =>
        string.Concat(kind.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
