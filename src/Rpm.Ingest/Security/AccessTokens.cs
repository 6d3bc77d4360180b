using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Rpm.Ingest.Security;

/// <summary>
/// The tokens that open the HTTP listener. Only their hashes are kept, and comparing takes the same time wherever the
/// first difference is.
/// </summary>
internal sealed class AccessTokens(string admin, string? ingest)
{
    private readonly byte[] _admin = Hash(admin);
    private readonly byte[]? _ingest = ingest is null ? null : Hash(ingest);

    /// <summary>Changes with the admin token: what was signed with an older one is worth nothing any more.</summary>
    public string Fingerprint { get; } = Base64Url.EncodeToString(SHA256.HashData(Hash(admin)).AsSpan(0, 12));

    /// <summary>What the token may do; null where it opens nothing.</summary>
    public AccessRole? Match(string presented)
    {
        var hash = Hash(presented);
        var isAdmin = CryptographicOperations.FixedTimeEquals(hash, _admin);
        var isIngest = _ingest is not null && CryptographicOperations.FixedTimeEquals(hash, _ingest);
        return isAdmin ? AccessRole.Admin : isIngest ? AccessRole.Ingest : null;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
