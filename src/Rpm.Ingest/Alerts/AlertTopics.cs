using System.Text;

namespace Rpm.Ingest.Alerts;

/// <summary>The topic of an alert, below the prefix.</summary>
internal static class AlertTopics
{
    /// <summary>The folder that holds every alert.</summary>
    public const string Folder = "alerts";

    /// <summary><c>alerts/{patient}/{alert}</c>.</summary>
    public static string Of(string patient, string alert) => $"{Folder}/{Level(patient)}/{Level(alert)}";

    /// <summary>
    /// An id as exactly one topic level. Ids are validated where they enter; should one hold what MQTT gives a meaning
    /// (<c>/ + #</c>), a control character or <c>%</c>, that character goes out percent-encoded, so two ids never share a
    /// topic and no message lands in another patient's folder. An empty id becomes <c>%</c>, which no other id can.
    /// </summary>
    private static string Level(string id)
    {
        if (id.Length == 0)
        {
            return "%";
        }

        if (!id.Any(IsSpecial))
        {
            return id;
        }

        var level = new StringBuilder(id.Length + 8);
        foreach (var character in id)
        {
            _ = IsSpecial(character) ? level.Append('%').Append(((int)character).ToString("X2", null)) : level.Append(character);
        }

        return level.ToString();
    }

    private static bool IsSpecial(char character) => character is '/' or '+' or '#' or '%' || char.IsControl(character);
}
