using System.Text.Json;

namespace Rpm.Ingest.Fhir;

/// <summary>How far alert changes were sent: one small file, replaced as a whole, so a crash leaves the old or the new number.</summary>
internal sealed class AlertCursor(string path)
{
    private const int Version = 1;

    /// <summary>Sequence of the last change sent; 0 where nothing was.</summary>
    /// <exception cref="InvalidDataException">The file is of a newer version, or damaged.</exception>
    public long Read()
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var version = json.RootElement.GetProperty("version").GetInt32();
            return version == Version
                ? json.RootElement.GetProperty("sequence").GetInt64()
                : throw new InvalidDataException($"{path} has version {version}; this program knows {Version}.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is damaged.", exception);
        }
    }

    /// <summary>Durable when it returns.</summary>
    public void Write(long sequence)
    {
        var draft = path + ".new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, new { version = Version, sequence });
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
