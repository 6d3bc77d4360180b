using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Rpm.Ingest.Security;

/// <summary>The admin token in <c>admin-token</c> of the data directory, readable by its owner alone (mode 0600).</summary>
internal static class AdminTokenFile
{
    public const string Name = "admin-token";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The token that is there, or a new one of 32 random bytes. <c>Created</c> says which.</summary>
    /// <exception cref="InvalidDataException">The file is empty or too short to be a token.</exception>
    public static (string Token, bool Created) OpenOrCreate(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, Name);
        if (File.Exists(path))
        {
            var token = File.ReadAllText(path).Trim();
            if (token.Length < Settings.SettingsValidator.MinTokenLength)
            {
                throw new InvalidDataException($"{path} holds no usable token. Delete it, and the next start makes a new one.");
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            {
                File.SetUnixFileMode(path, OwnerOnly);
            }

            return (token, false);
        }

        var made = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        Write(path, made);
        return (made, true);
    }

    /// <summary>Complete under its name or not there at all, and never readable by others in between.</summary>
    private static void Write(string path, string token)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.ASCII.GetBytes(token + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path);
    }
}
