namespace Rpm.Dashboard.Worklist;

/// <summary>
/// The order in which rows are shown. While somebody points at the list or has the focus in it, rows stay where they are and new
/// ones wait, counted: nobody must act on the row that slid under the pointer.
/// </summary>
public sealed class HeldOrder
{
    private List<string> _shown = [];
    private Dictionary<string, string?> _stamps = new(StringComparer.Ordinal);

    /// <summary>Rows that are new, or have a new alert, and are not yet in their place.</summary>
    public int Waiting { get; private set; }

    /// <summary>The ids in the order to show.</summary>
    /// <param name="wanted">The rows as they should stand, each with what makes it new (its alert waiting for somebody); null where nothing does.</param>
    /// <param name="held">Whether the list must hold still.</param>
    public IReadOnlyList<string> Next(IReadOnlyList<(string Id, string? Stamp)> wanted, bool held)
    {
        if (!held)
        {
            (_shown, Waiting) = ([.. wanted.Select(w => w.Id)], 0);
            _stamps = wanted.ToDictionary(w => w.Id, w => w.Stamp, StringComparer.Ordinal);
            return _shown;
        }

        Waiting = wanted.Count(w => !_stamps.TryGetValue(w.Id, out var known) || (w.Stamp is not null && w.Stamp != known));
        return _shown;
    }
}
