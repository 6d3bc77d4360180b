using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Rpm.Ingest.Duplicates;

/// <summary>
/// An immutable file of keys in ascending order with their values and a Bloom filter in front, mapped into memory (the
/// operating system keeps what is used, the managed heap nothing). File: magic, version, last journal position, count, filter words, newest reading; then the filter,
/// the keys, the values, each little-endian 64-bit.
/// </summary>
internal sealed unsafe class KeyRun : IDisposable
{
    private const ulong Magic = 0x31_4E55_524D_5052; // "RPMRUN1"
    private const int HeaderBytes = 48;
    private const int FilterHashes = 7;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly ulong* _filter;
    private readonly ulong* _keys;
    private readonly ulong* _values;
    private readonly ulong _filterMask;

    private KeyRun(string path, MemoryMappedFile file)
    {
        Path = path;
        _file = file;
        _view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        var header = (ulong*)_start;
        if (header[0] != Magic)
        {
            throw new InvalidDataException($"{path} is not a key run of a version this engine knows.");
        }

        FirstPosition = (long)header[1];
        LastPosition = (long)header[2];
        Count = (long)header[3];
        var words = header[4];
        Newest = header[5] == 0 ? long.MaxValue : (long)header[5];
        if ((long)_view.SafeMemoryMappedViewHandle.ByteLength < HeaderBytes + (long)words * 8 + Count * 16)
        {
            throw new InvalidDataException($"{path} is shorter than its header says.");
        }

        _filterMask = words * 64 - 1;
        _filter = (ulong*)(_start + HeaderBytes);
        _keys = _filter + words;
        _values = _keys + Count;
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Number of keys.</summary>
    public long Count { get; }

    /// <summary>Journal positions of the readings whose keys are here: behind this one…</summary>
    public long FirstPosition { get; }

    /// <summary>…up to and including this one.</summary>
    public long LastPosition { get; }

    /// <summary>Time of the newest reading whose key is here, Unix milliseconds; <see cref="long.MaxValue"/> where an older engine did not note it.</summary>
    public long Newest { get; }

    /// <summary>Maps an existing run.</summary>
    public static KeyRun Open(string path)
    {
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        try
        {
            return new KeyRun(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a run under a temporary name, syncs it and moves it into place.</summary>
    /// <param name="keys">Ascending, each once.</param>
    public static KeyRun Write(string path, long firstPosition, long lastPosition, ReadOnlySpan<ulong> keys, ReadOnlySpan<ulong> values, long newest = long.MaxValue)
    {
        var words = BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, keys.Length / 6)); // 10 to 20 bits a key
        var filter = new ulong[words];
        var mask = ((ulong)words * 64) - 1;
        foreach (var key in keys)
        {
            for (var i = 0; i < FilterHashes; i++)
            {
                var bit = Probe(key, i) & mask;
                filter[bit >> 6] |= 1ul << (int)(bit & 63);
            }
        }

        var temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            ReadOnlySpan<ulong> header = [Magic, (ulong)firstPosition, (ulong)lastPosition, (ulong)keys.Length, words, newest is long.MaxValue or < 1 ? 0 : (ulong)newest];
            stream.Write(MemoryMarshal.AsBytes(header));
            stream.Write(MemoryMarshal.AsBytes(filter.AsSpan()));
            stream.Write(MemoryMarshal.AsBytes(keys));
            stream.Write(MemoryMarshal.AsBytes(values));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        return Open(path);
    }

    /// <summary>The value of a key, or false. A key that is absent costs a few filter probes in 99 of 100 cases.</summary>
    public bool TryFind(ulong key, out ulong value)
    {
        value = 0;
        for (var i = 0; i < FilterHashes; i++)
        {
            var bit = Probe(key, i) & _filterMask;
            if ((_filter[bit >> 6] & (1ul << (int)(bit & 63))) == 0)
            {
                return false;
            }
        }

        var index = Search(key);
        if (index < 0)
        {
            return false;
        }

        value = _values[index];
        return true;
    }

    /// <summary>Key and value at a place, in ascending order of key.</summary>
    public (ulong Key, ulong Value) At(long index) => (_keys[index], _values[index]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private static ulong Probe(ulong key, int i)
    {
        // Double hashing over two independent halves of one mix; the key is a hash already.
        var second = (BitOperations.RotateLeft(key, 32) * 0x9E37_79B9_7F4A_7C15ul) | 1;
        return key + ((ulong)i * second);
    }

    private long Search(ulong key)
    {
        // Keys are hashes, so their place can be guessed from their size: a few steps of interpolation, then halving.
        long low = 0, high = Count - 1;
        for (var step = 0; low <= high; step++)
        {
            var (a, b) = (_keys[low], _keys[high]);
            if (key < a || key > b)
            {
                return -1;
            }

            var middle = step < 4 && b > a
                ? low + (long)((key - a) / (double)(b - a) * (high - low))
                : low + ((high - low) / 2);
            var found = _keys[middle];
            if (found == key)
            {
                return middle;
            }

            if (found < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }
}
