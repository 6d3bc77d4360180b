using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Rpm.Telemetry.Templates;

/// <summary>The type match of a template: which values of a message it is about.</summary>
/// <param name="text">The expression as written.</param>
/// <param name="compiled">The path, where it is of the simple kind.</param>
/// <param name="library">The library's call, where it is not.</param>
internal sealed class MappingMatch(string text, JsonPathQuery? compiled, Func<JToken, IEnumerable<JToken>>? library)
{
    public string Text => text;

    /// <summary>The compiled path; null where a library matches.</summary>
    public JsonPathQuery? Compiled => compiled;

    /// <summary>The matches as a library finds them, each as JSON. Empty where the library fails on the message.</summary>
    public IReadOnlyList<byte[]> ByLibrary(ReadOnlySpan<byte> message)
    {
        try
        {
            return [.. library!(LibraryExpression.Newtonsoft(message)).Where(t => t.Type != JTokenType.Null).Select(t => Encoding.UTF8.GetBytes(t.ToString(Formatting.None)))];
        }
        catch (Exception e) when (e is not (OutOfMemoryException or StackOverflowException))
        {
            return [];
        }
    }
}
