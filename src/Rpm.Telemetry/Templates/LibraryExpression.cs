using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Rpm.Telemetry.Templates;

/// <summary>An expression that a library evaluates: JSONPath by Newtonsoft.Json, JMESPath by JmesPath.Net.</summary>
/// <param name="evaluate">The library's call.</param>
/// <param name="scope">What is given to it.</param>
internal sealed class LibraryExpression(Func<JToken, JToken?> evaluate, LibraryScope scope) : MappingExpression
{
    public override MappingValue Evaluate(in MappingScope scope)
    {
        try
        {
            return Value(evaluate(Token(scope)));
        }
        catch (Exception e) when (e is not (OutOfMemoryException or StackOverflowException))
        {
            // Both libraries throw what they like for a value of a type that an expression does not expect.
            return new MappingValue(MappingValueType.Failed, default);
        }
    }

    private JToken Token(in MappingScope given)
    {
        if (scope == LibraryScope.Match)
        {
            return Newtonsoft(given.Matched.Json(given.Node));
        }

        var message = Newtonsoft(given.Message.Source);
        var root = message as JObject ?? new JObject { ["Body"] = message };
        root["matchedToken"] = Newtonsoft(given.Matched.Json(given.Node));
        return root;
    }

    /// <summary>The library's own tree: dates stay texts, numbers keep their digits.</summary>
    public static JToken Newtonsoft(ReadOnlySpan<byte> json)
    {
        using var text = new StringReader(Encoding.UTF8.GetString(json));
        using var reader = new JsonTextReader(text) { DateParseHandling = DateParseHandling.None, FloatParseHandling = FloatParseHandling.Decimal };
        return JToken.Load(reader);
    }

    private static MappingValue Value(JToken? token) => token?.Type switch
    {
        null or JTokenType.Null or JTokenType.Undefined => default,
        JTokenType.Boolean => new MappingValue((bool)token ? MappingValueType.True : MappingValueType.False, default),
        JTokenType.Integer or JTokenType.Float =>
            new MappingValue(MappingValueType.Number, Encoding.UTF8.GetBytes(Convert.ToString(((JValue)token).Value, CultureInfo.InvariantCulture) ?? "")),
        JTokenType.Object or JTokenType.Array => new MappingValue(MappingValueType.Container, default),
        _ => new MappingValue(MappingValueType.Text, Encoding.UTF8.GetBytes(Convert.ToString(((JValue)token).Value, CultureInfo.InvariantCulture) ?? "")),
    };
}
