using System.Text.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>A filter in disjunctive form: terms joined by <c>&amp;&amp;</c>, joined by <c>||</c>.</summary>
internal sealed record JsonPathFilter(IReadOnlyList<IReadOnlyList<JsonPathTerm>> AnyOf)
{
    public bool Fits(in JsonTree tree, int node)
    {
        for (var i = 0; i < AnyOf.Count; i++)
        {
            if (AllFit(AnyOf[i], tree, node))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AllFit(IReadOnlyList<JsonPathTerm> terms, in JsonTree tree, int node)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (!terms[i].Fits(tree, node))
            {
                return false;
            }
        }

        return true;
    }
}
