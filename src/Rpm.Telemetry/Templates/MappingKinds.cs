using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>What the type and value names of existing templates mean in the contract's words. Case, hyphens, spaces and underscores do not count.</summary>
internal static class MappingKinds
{
    private static readonly Dictionary<string, Kind> Types = new(StringComparer.Ordinal)
    {
        ["spo2"] = Kind.PulseOximetry,
        ["oxygensaturation"] = Kind.PulseOximetry,
        ["bloodoxygen"] = Kind.PulseOximetry,
        ["bodytemperature"] = Kind.Temperature,
        ["bodyweight"] = Kind.Weight,
        ["bloodglucose"] = Kind.Glucose,
        ["continuousglucose"] = Kind.Cgm,
    };

    private static readonly Dictionary<string, JsonMember> Names = new(StringComparer.Ordinal)
    {
        ["hr"] = JsonMember.HeartRate,
        ["sys"] = JsonMember.Systolic,
        ["dia"] = JsonMember.Diastolic,
        ["pul"] = JsonMember.Pulse,
        ["oxygensaturation"] = JsonMember.Spo2,
        ["oxygenpercentage"] = JsonMember.Spo2,
        ["temp"] = JsonMember.Temperature,
        ["bodytemperature"] = JsonMember.Temperature,
        ["bodyweight"] = JsonMember.Weight,
        ["rr"] = JsonMember.RespiratoryRate,
        ["bloodglucose"] = JsonMember.Glucose,
    };

    /// <summary>The kind of a type name, or null.</summary>
    public static Kind? KindOf(string type)
    {
        var plain = Plain(type);
        return Kinds.All.FirstOrDefault(k => Plain(k.Name) == plain)?.Kind ?? (Types.TryGetValue(plain, out var kind) ? kind : null);
    }

    /// <summary>The member of a value name in a reading of <paramref name="kind"/>; none where there is no such member.</summary>
    public static JsonMember MemberOf(string name, Kind? kind)
    {
        var plain = Plain(name);
        foreach (var member in Enum.GetValues<JsonMember>())
        {
            if (Plain(member.ToString()) == plain)
            {
                return Carried(member, kind);
            }
        }

        return Names.TryGetValue(plain, out var known) ? Carried(known, kind) : JsonMember.None;
    }

    private static JsonMember Carried(JsonMember member, Kind? kind) => member switch
    {
        JsonMember.Id or JsonMember.Seq or JsonMember.User => member,
        JsonMember.Error or JsonMember.Firmware => kind == Kind.Status ? member : JsonMember.None,
        > JsonMember.None and < JsonMember.Time when kind is { } k && Kinds.Of(k).Find((Measure)member) is not null => member,
        JsonMember.HeartRate when kind is Kind.BloodPressure or Kind.PulseOximetry => JsonMember.Pulse,
        JsonMember.Pulse when kind == Kind.HeartRate => JsonMember.HeartRate,
        _ => JsonMember.None,
    };

    private static string Plain(string name) => new([.. name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]);
}
