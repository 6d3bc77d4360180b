namespace Rpm.Bench.EndToEnd.Capacity;

/// <summary>The figures of all trials with what they were taken on.</summary>
internal sealed record CapacityReport(
    string Commit, DateTimeOffset At, string Machine, int Cores, string Runtime, IReadOnlyList<Figure> Figures, IReadOnlyList<string> NotMeasured)
{
    /// <summary>The table.</summary>
    public IEnumerable<string> Markdown()
    {
        yield return $"Commit {Commit}, {At:yyyy-MM-dd HH:mm}Z, {Machine}, {Cores} cores, .NET {Runtime}; generator, engine and other servers share the cores.";
        yield return "";
        yield return "| what | measured | goal | |";
        yield return "|---|---|---|---|";
        foreach (var figure in Figures)
        {
            yield return $"| {figure.What} | {figure.Value} | {figure.Goal} | {figure.Met switch { true => "met", false => "**missed**", _ => "" }} |";
        }

        foreach (var reason in NotMeasured)
        {
            yield return "";
            yield return $"Not measured: {reason}";
        }
    }
}
