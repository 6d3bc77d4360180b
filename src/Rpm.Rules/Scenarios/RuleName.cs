using Rpm.Rules.Packs;

namespace Rpm.Rules.Scenarios;

/// <summary>A rule of a pack.</summary>
internal readonly record struct RuleName(string Pack, string Rule)
{
    /// <summary>Finds <c>spo2-low</c> or <c>oximetry/spo2-low</c> among the packs; false with what is wrong.</summary>
    public static bool TryFind(string text, IReadOnlyList<RulePack> packs, out RuleName name, out string error)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (pack, rule) = slash < 0 ? (null, text) : (text[..slash], text[(slash + 1)..]);
        var found = packs.Where(p => pack is null || p.Id == pack).SelectMany(p => p.Rules.Where(r => r.Id == rule).Select(r => new RuleName(p.Id, r.Id))).ToList();
        (name, error) = (found.FirstOrDefault(), found.Count switch
        {
            1 => "",
            0 => $"There is no rule '{text}'. Known: {string.Join(", ", packs.SelectMany(p => p.Rules.Select(r => r.Id)))}.",
            _ => $"Several packs have a rule '{text}': say {string.Join(" or ", found.Select(f => f.ToString()))}.",
        });
        return found.Count == 1;
    }

    public override string ToString() => $"{Pack}/{Rule}";
}
