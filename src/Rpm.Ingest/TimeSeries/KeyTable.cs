using System.Collections.Concurrent;

namespace Rpm.Ingest.TimeSeries;

/// <summary>
/// Small numbers for things that recur in every row. One writer gives numbers, any thread looks them up. A number is known
/// to readers before the transaction that stores it commits; where that fails it stays unsaved and goes into the next one,
/// so a number never means two things.
/// </summary>
internal sealed class KeyTable<T>
    where T : notnull
{
    private readonly ConcurrentDictionary<T, int> _keys = new();
    private readonly ConcurrentDictionary<int, T> _values = new();
    private readonly List<(int Key, T Value)> _unsaved = [];
    private int _next = 1;

    /// <summary>Numbers that no committed transaction holds yet. The writer's own.</summary>
    public IReadOnlyList<(int Key, T Value)> Unsaved => _unsaved;

    /// <summary>All numbers, for a search among them.</summary>
    public IEnumerable<KeyValuePair<int, T>> All => _values;

    /// <summary>Takes over a stored number.</summary>
    public void Load(int key, T value)
    {
        _keys[value] = key;
        _values[key] = value;
        _next = Math.Max(_next, key + 1);
    }

    /// <summary>The number of a value, a new one where it has none. For the writer.</summary>
    public int GetOrAdd(T value)
    {
        if (_keys.TryGetValue(value, out var key))
        {
            return key;
        }

        key = _next++;
        _values[key] = value;
        _keys[value] = key;
        _unsaved.Add((key, value));
        return key;
    }

    /// <summary>The number of a value, or false where no row has it.</summary>
    public bool TryGet(T value, out int key) => _keys.TryGetValue(value, out key);

    /// <summary>What a row's number stands for.</summary>
    public T this[int key] => _values[key];

    /// <summary>The transaction that stored them has committed.</summary>
    public void Saved() => _unsaved.Clear();
}
