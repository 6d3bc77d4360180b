namespace Rpm.Dashboard.Charts;

/// <summary>A part of a whole.</summary>
/// <param name="Range">What belongs to it, as <c>70–180</c>.</param>
/// <param name="Style">Names the CSS class <c>share-…</c>.</param>
/// <param name="Share">In percent.</param>
public sealed record SharePart(string Label, string Range, string Style, double Share);
