using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>Reads a mapping's file: the device content templates of iomt-fhir, with what Rpm adds to them. Reports every fault with its line.</summary>
internal sealed class MappingReader(string file)
{
    private static readonly HashSet<string> Known =
    [
        "typeName", "typeMatchExpression", "deviceIdExpression", "timestampExpression", "patientIdExpression", "encounterIdExpression",
        "correlationIdExpression", "defaultExpressionLanguage", "values",
        "kind", "part", "alone", "across", "within", "unit", "unitExpression", "units", "timestampFormat", "timestampZone", "timestampZoneExpression", "idExpression", "quality",
        "manual", "backfill", "test",
    ];

    private const int DefaultWithin = 10;
    private const int LongestWithin = 60;

    private static readonly HashSet<string> KnownOfValue =
        ["valueName", "valueExpression", "required", "member", "unit", "unitExpression", "units", "exponent", "exponentExpression", "absent", "words"];

    private readonly List<MappingFault> _faults = [];

    public static MappingLoad Read(string name, string file, string text)
    {
        var reader = new MappingReader(file);
        List<MappingTemplate> templates = [];
        try
        {
            reader.Templates(JToken.Parse(text, new JsonLoadSettings { LineInfoHandling = LineInfoHandling.Load, CommentHandling = CommentHandling.Ignore }), templates);
        }
        catch (JsonReaderException broken)
        {
            reader._faults.Add(new MappingFault(file, broken.LineNumber, broken.LinePosition, "not JSON: " + broken.Message.ReplaceLineEndings(" ")));
        }

        if (templates.Count == 0 && reader._faults.Count == 0)
        {
            reader._faults.Add(new MappingFault(file, 0, 0, "there is no template in it"));
        }

        return new MappingLoad(reader._faults.Any(f => !f.IsWarning) ? null : new Mapping(name, templates), reader._faults);
    }

    private void Templates(JToken token, List<MappingTemplate> templates)
    {
        if (token is JArray several)
        {
            foreach (var one in several)
            {
                Templates(one, templates);
            }

            return;
        }

        var type = token is JObject ? Text(token, "templateType") : null;
        var body = token is JObject holder ? holder["template"] : null;
        switch (type)
        {
            case "CollectionContent" or "CollectionContentTemplate" when body is JArray:
                Templates(body, templates);
                break;
            case "JsonPathContent" or "CalculatedContent" or "CalculatedFunctionContent" or "IotJsonPathContent" or "IotCentralJsonPathContent" when body is JObject template:
                if (Template(type, template) is { } read)
                {
                    templates.Add(read);
                }

                break;
            case null:
                Fault(token, "templateType is missing");
                break;
            default:
                Fault(token, body is null ? "template is missing" : $"{type} is not a type of template, or its template has the wrong form");
                break;
        }
    }

    private MappingTemplate? Template(string type, JObject template)
    {
        Unknown(template, Known);
        var errors = _faults.Count;
        var expressions = new MappingExpressions(type.StartsWith("Calculated", StringComparison.Ordinal), Text(template, "defaultExpressionLanguage"));
        var typeName = Text(template, "typeName");
        if (string.IsNullOrWhiteSpace(typeName))
        {
            Fault(template, "typeName is missing");
        }

        var kind = KindOf(template, "kind") ?? MappingKinds.KindOf(typeName ?? "");
        if (kind is null)
        {
            Fault(template["typeName"] ?? template, $"the type {typeName} is none of the kinds: its matches are left out", warning: true);
        }

        var (device, time, otherTime) = Envelope(type, template, expressions);
        if (template["typeMatchExpression"] is not { } match)
        {
            Fault(template, "typeMatchExpression is missing");
            return null;
        }

        var (format, pattern) = TimeFormat(template);
        var result = new MappingTemplate
        {
            TypeName = typeName ?? "",
            Kind = kind,
            IsPart = (bool?)template["part"] ?? false,
            Alone = KindOf(template, "alone"),
            Within = Within(template, kind),
            Match = Try(match, expressions.Match)!,
            Device = device,
            Time = time,
            OtherTime = otherTime,
            TimeFormat = format,
            TimePattern = pattern,
            Zone = Zone(template),
            ZoneExpression = Optional(template, "timestampZoneExpression", expressions),
            Patient = Optional(template, "patientIdExpression", expressions),
            Correlation = Optional(template, "correlationIdExpression", expressions),
            Id = Optional(template, "idExpression", expressions),
            Unit = Unit(template, expressions),
            Members = Members(template, kind, expressions),
            Flags = Flags(template, expressions),
            Line = Line(template),
        };
        Optional(template, "encounterIdExpression", expressions);
        return _faults.Skip(errors).Any(f => !f.IsWarning) ? null : result;
    }

    private (MappingExpression? Device, MappingExpression? Time, MappingExpression? OtherTime) Envelope(string type, JObject template, MappingExpressions expressions)
    {
        var device = Optional(template, "deviceIdExpression", expressions);
        var times = template["timestampExpression"] is JArray several ? several.ToArray() : [];
        var time = times.Length > 0 ? Try(times[0], expressions.Value) : Optional(template, "timestampExpression", expressions);
        var second = times.Length > 1 ? Try(times[1], expressions.Value) : null;
        MappingExpression Path(string path) => expressions.JsonPath(path);
        switch (type)
        {
            // What the hub itself puts around a message.
            case "IotJsonPathContent":
                return (device ?? Path("$.SystemProperties.iothub-connection-device-id"), time ?? Path("$.Properties.iothub-creation-time-utc"),
                    time is null ? Path("$.SystemProperties.iothub-enqueuedtime") : second);
            case "IotCentralJsonPathContent":
                return (device ?? Path("$.deviceId"), time ?? Path("$.enqueuedTime"), second);
            default:
                if (time is null)
                {
                    Fault(template, "timestampExpression is missing");
                }

                return (device, time, second);
        }
    }

    /// <summary>How long a part waits for a reading in another message.</summary>
    private TimeSpan? Within(JObject template, Kind? kind)
    {
        if (!IsTrue(template["across"]))
        {
            if (template["within"] is { } alone)
            {
                Fault(alone, "within has a meaning with \"across\": true only");
            }

            return null;
        }

        if (!IsTrue(template["part"]) || kind is null || template["alone"] is null)
        {
            Fault(template["across"]!, "across is for a part whose kind and alone are given: what it completes, and what it is where nothing comes");
            return null;
        }

        if (template["within"] is not { } token)
        {
            return TimeSpan.FromSeconds(DefaultWithin);
        }

        if (token.Type == JTokenType.Integer && (long)token is >= 1 and <= LongestWithin and var seconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        Fault(token, $"within is a whole number of seconds from 1 to {LongestWithin}");
        return null;
    }

    private List<MappingMember> Members(JObject template, Kind? kind, MappingExpressions expressions)
    {
        var members = new List<MappingMember>();
        if (template["values"] is not JArray values || values.Count == 0)
        {
            Fault(template["values"] ?? template, "values is missing or empty");
            return members;
        }

        foreach (var token in values)
        {
            if (token is not JObject value)
            {
                Fault(token, "a value is an object");
                continue;
            }

            Unknown(value, KnownOfValue);
            var name = Text(value, "valueName") ?? "";
            if (name.Length == 0)
            {
                Fault(value, "valueName is missing");
            }

            var member = MappingKinds.MemberOf(Text(value, "member") ?? name, kind);
            if (member == JsonMember.None && kind is { } known)
            {
                Fault(value["member"] ?? value["valueName"] ?? value, $"{name} is no member of {Kinds.Name(known)}: it is left out", warning: true);
            }

            if (Optional(value, "valueExpression", expressions) is not { } expression)
            {
                if (value["valueExpression"] is null)
                {
                    Fault(value, "valueExpression is missing");
                }

                continue;
            }

            members.Add(new MappingMember
            {
                Name = name,
                Member = member,
                Expression = expression,
                Required = IsTrue(value["required"]),
                Unit = Unit(value, expressions),
                Exponent = Exponent(value),
                ExponentExpression = Optional(value, "exponentExpression", expressions),
                Absent = Words(value["absent"]),
                Words = value["words"] is JObject words
                    ? [.. words.Properties().Select(p => new KeyValuePair<byte[], byte[]>(Utf8(p.Name), Utf8(Word(p.Value))))]
                    : [],
            });
        }

        return members;
    }

    private List<MappingFlag> Flags(JObject template, MappingExpressions expressions)
    {
        var flags = new List<MappingFlag>();
        foreach (var token in template["quality"] as JArray ?? [])
        {
            var quality = JsonNames.Quality(Utf8(Text(token, "flag") ?? ""));
            if (quality == QualityFlags.None)
            {
                Fault(token, "flag is none of the contract's quality words");
            }
            else if (Condition(token, expressions) is var (when, values))
            {
                flags.Add(new MappingFlag(quality, ReadingFlags.None, when, values));
            }
        }

        foreach (var (name, flag) in (ReadOnlySpan<(string, ReadingFlags)>)[("manual", ReadingFlags.Manual), ("backfill", ReadingFlags.Backfill), ("test", ReadingFlags.Test)])
        {
            if (template[name] is { } token && Condition(token, expressions) is var (when, values))
            {
                flags.Add(new MappingFlag(QualityFlags.None, flag, when, values));
            }
        }

        return flags;
    }

    private (MappingExpression When, IReadOnlyList<byte[]> Values)? Condition(JToken token, MappingExpressions expressions)
    {
        if (token is JObject condition && Optional(condition, "when", expressions) is { } when)
        {
            return (when, Words(condition["equals"]));
        }

        Fault(token, "when is missing");
        return null;
    }

    private MappingUnit? Unit(JObject holder, MappingExpressions expressions)
    {
        Unit? known = null;
        if (Text(holder, "unit") is { } text)
        {
            if (Units.TryParse(text, out var unit))
            {
                known = unit;
            }
            else
            {
                Fault(holder["unit"]!, $"{text} is not a unit");
            }
        }

        var words = new List<KeyValuePair<byte[], Unit>>();
        foreach (var word in (holder["units"] as JObject)?.Properties() ?? [])
        {
            if (Units.TryParse(Word(word.Value), out var unit))
            {
                words.Add(new(Utf8(word.Name), unit));
            }
            else
            {
                Fault(word, $"{Word(word.Value)} is not a unit");
            }
        }

        var expression = Optional(holder, "unitExpression", expressions);
        return known is null && expression is null ? null : new MappingUnit(known, expression, words);
    }

    private static (MappingTimeFormat Format, string Pattern) TimeFormat(JObject template) => Text(template, "timestampFormat") switch
    {
        null or "iso" => (MappingTimeFormat.Iso, ""),
        "unix" => (MappingTimeFormat.Unix, ""),
        "unix-ms" => (MappingTimeFormat.UnixMilliseconds, ""),
        "unix-local" => (MappingTimeFormat.UnixLocal, ""),
        var pattern => (MappingTimeFormat.Pattern, pattern),
    };

    private byte[] Zone(JObject template)
    {
        var zone = Utf8(Text(template, "timestampZone") ?? "");
        if (zone.Length > 0 && !LocalTime.TryParseZone(zone, out _, out _))
        {
            Fault(template["timestampZone"]!, "timestampZone is neither the IANA name of a zone nor an offset");
        }

        return zone;
    }

    private Kind? KindOf(JObject template, string name)
    {
        if (Text(template, name) is not { } text)
        {
            return null;
        }

        if (Kinds.TryParse(text, out var kind))
        {
            return kind;
        }

        Fault(template[name]!, $"{text} is not a kind");
        return null;
    }

    private int Exponent(JObject value)
    {
        if (value["exponent"] is not { } token)
        {
            return 0;
        }

        if (token.Type == JTokenType.Integer && (long)token is >= -18 and <= 18)
        {
            return (int)token;
        }

        Fault(token, "exponent is a whole number from -18 to 18");
        return 0;
    }

    private MappingExpression? Optional(JObject holder, string name, MappingExpressions expressions) =>
        holder[name] is { } token && token.Type != JTokenType.Null ? Try(token, expressions.Value) : null;

    private T? Try<T>(JToken token, Func<JToken, T> make)
        where T : class
    {
        try
        {
            return make(token);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or StackOverflowException))
        {
            // The libraries' parsers throw many types.
            Fault(token, e.Message.ReplaceLineEndings(" "));
            return null;
        }
    }

    private void Unknown(JObject holder, HashSet<string> known)
    {
        foreach (var property in holder.Properties().Where(p => !known.Contains(p.Name)))
        {
            Fault(property, $"{property.Name} is not known here: it is ignored", warning: true);
        }
    }

    private void Fault(JToken token, string message, bool warning = false)
    {
        var line = token as IJsonLineInfo;
        _faults.Add(new MappingFault(file, line.LineNumber, line.LinePosition, message, warning));
    }

    private static int Line(JToken token) => ((IJsonLineInfo)token).LineNumber;

    private static bool IsTrue(JToken? token) => token is not null && bool.TryParse(Word(token), out var value) && value;

    private static List<byte[]> Words(JToken? token) => token switch
    {
        null => [],
        JArray several => [.. several.Select(t => Utf8(Word(t)))],
        _ => [Utf8(Word(token))],
    };

    private static string? Text(JToken holder, string name) => holder is JObject && holder[name] is JValue { Value: not null } value ? Word(value) : null;

    // As it stands in a message: true and false small.
    private static string Word(JToken token) => token.Type == JTokenType.Boolean ? ((bool)token ? "true" : "false")
        : token is JValue value ? Convert.ToString(value.Value, System.Globalization.CultureInfo.InvariantCulture) ?? ""
        : "";

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
