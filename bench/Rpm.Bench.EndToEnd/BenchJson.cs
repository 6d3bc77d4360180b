using System.Text.Json;

namespace Rpm.Bench.EndToEnd;

/// <summary>How results are written.</summary>
internal static class BenchJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}
