using Rpm.Telemetry;

namespace Rpm.Rules.Packs;

/// <summary>What a rule calls silence: a kind and either a span or a time of day.</summary>
/// <param name="Kind">The kind that does not come.</param>
/// <param name="After">Since the measurement time of the newest usable reading.</param>
/// <param name="By">Or: none on the patient's day by this time of day; <paramref name="After"/> is then a day.</param>
internal sealed record SilenceDefinition(Kind Kind, TimeSpan After, TimeSpan? By);
