using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Text;

namespace Rpm.Telemetry;

/// <summary>
/// Interns device names, so that a reading costs no string. Thread-safe. Holds at most <paramref name="capacity"/> names; beyond
/// them a name still resolves, at the price of a string, so a sender that invents names cannot fill the memory.
/// </summary>
/// <param name="clampOf">The registered range of a device's sensor.</param>
/// <param name="capacity">Most names held.</param>
/// <param name="zoneOf">The registered zone of a device's clock.</param>
public sealed class DeviceDirectory(
    Func<string, SensorClamp>? clampOf = null, int capacity = 200_000, Func<string, TimeZoneInfo?>? zoneOf = null) : IDeviceDirectory
{
    private readonly ConcurrentDictionary<string, string> _names = new(Utf8Comparer.Instance);

    /// <inheritdoc/>
    public string Intern(ReadOnlySpan<byte> utf8Name) =>
        _names.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(utf8Name, out var name) ? name : Keep(Encoding.UTF8.GetString(utf8Name));

    /// <inheritdoc/>
    public string Intern(ReadOnlySpan<char> name)
    {
        const int InPlace = 128;
        if (name.Length > InPlace)
        {
            return name.ToString();
        }

        Span<byte> utf8 = stackalloc byte[InPlace * 3];
        return Intern(utf8[..Encoding.UTF8.GetBytes(name, utf8)]);
    }

    /// <inheritdoc/>
    public SensorClamp ClampOf(string device) => clampOf is null ? default : clampOf(device);

    /// <inheritdoc/>
    public TimeZoneInfo? ZoneOf(string device) => zoneOf?.Invoke(device);

    // Count of a ConcurrentDictionary takes all its locks, but this path is taken once per new name.
    private string Keep(string name) => _names.Count < capacity ? _names.GetOrAdd(name, name) : name;

    private sealed class Utf8Comparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
    {
        public static readonly Utf8Comparer Instance = new();

        public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);

        public bool Equals(ReadOnlySpan<byte> alternate, string other)
        {
            if (Ascii.IsValid(alternate))
            {
                return Ascii.Equals(alternate, other);
            }

            const int InPlace = 384;
            var most = Encoding.UTF8.GetMaxByteCount(other.Length);
            var utf8 = most <= InPlace ? stackalloc byte[InPlace] : new byte[most];
            return utf8[..Encoding.UTF8.GetBytes(other, utf8)].SequenceEqual(alternate);
        }

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate);

        public int GetHashCode([DisallowNull] string obj) => GetHashCode(Encoding.UTF8.GetBytes(obj).AsSpan());
    }
}
