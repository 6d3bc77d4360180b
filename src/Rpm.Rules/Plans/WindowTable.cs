using Rpm.Rules.Windows;

namespace Rpm.Rules.Plans;

/// <summary>The windows of a plan, each once, by the number under which conditions ask for them.</summary>
internal sealed class WindowTable
{
    private readonly List<WindowSpec> _specs = [];

    public IReadOnlyList<WindowSpec> Specs => _specs;

    /// <summary>The number of a window; a new one where it is not known yet.</summary>
    public int NumberOf(WindowSpec spec)
    {
        var number = _specs.FindIndex(s => s.Key == spec.Key);
        if (number < 0)
        {
            number = _specs.Count;
            _specs.Add(spec);
        }

        return number;
    }
}
