using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>The contract's words in addresses and answers.</summary>
internal static class Words
{
    public static IEnumerable<string> AllKinds => Kinds.All.Select(k => k.Name);

    public static IEnumerable<string> AllMeasures => Measures.All.Select(m => m.Name);

    public static bool TryKind(string word, out Kind kind) => Kinds.TryParse(word, out kind);

    public static bool TryMeasure(string word, out Measure measure) => Measures.TryParse(word, out measure);

    public static string Of(Kind kind) => Kinds.Name(kind);

    public static string Of(FrameSource source) => source switch
    {
        FrameSource.Mqtt => "mqtt",
        FrameSource.Http => "http",
        FrameSource.Replay => "replay",
        FrameSource.Synthetic => "synthetic",
        _ => "unknown",
    };

    /// <summary>The UCUM unit that series are given in; empty for coded measures.</summary>
    public static string CanonicalUnit(Measure measure) => Units.Ucum(Measures.Of(measure).CanonicalUnit);
}
