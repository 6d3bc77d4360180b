namespace Rpm.Ingest.Alive;

/// <summary>A condition that was found to hold now.</summary>
/// <param name="Subject">Which of several it is about, such as the name of a sink; null = there is only one.</param>
/// <param name="Detail">How it is, in words, without patient data.</param>
/// <param name="Raises">False: not bad enough to be told, but not over either.</param>
internal readonly record struct EngineFinding(EngineCondition Condition, string? Subject, string Detail, bool Raises = true)
{
    /// <summary>The alert's rule: one alert per condition and subject.</summary>
    public string Rule => Subject is null ? Condition.Rule : $"{Condition.Rule}:{Subject}";
}
