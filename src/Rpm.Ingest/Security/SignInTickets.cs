using System.Buffers.Text;
using System.Security.Cryptography;

namespace Rpm.Ingest.Security;

/// <summary>
/// What the sign-in link carries: good once, for an hour, in this process only. The admin token itself never stands in an
/// address, where browsers, proxies and chat programs keep it.
/// </summary>
internal sealed class SignInTickets(TimeProvider time)
{
    /// <summary>How long a link can be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int Most = 32;

    private readonly Lock _lock = new();
    private readonly List<(byte[] Hash, DateTimeOffset Until)> _open = [];

    /// <summary>A new ticket. Beyond 32 open ones the oldest ends.</summary>
    public string Issue()
    {
        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (_lock)
        {
            if (_open.Count == Most)
            {
                _open.RemoveAt(0);
            }

            _open.Add((Hash(ticket), time.GetUtcNow() + Lifetime));
        }

        return ticket;
    }

    /// <summary>Whether the ticket is good; it is used up by asking.</summary>
    public bool Redeem(string ticket)
    {
        var hash = Hash(ticket);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _open.RemoveAll(t => t.Until <= now);
            var index = _open.FindIndex(t => CryptographicOperations.FixedTimeEquals(t.Hash, hash));
            if (index < 0)
            {
                return false;
            }

            _open.RemoveAt(index);
            return true;
        }
    }

    private static byte[] Hash(string ticket) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(ticket));
}
