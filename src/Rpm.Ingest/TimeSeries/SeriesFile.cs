using System.Globalization;
using DuckDB.NET.Data;
using Rpm.Ingest.Journal;

namespace Rpm.Ingest.TimeSeries;

/// <summary>Opens the series file and reads what the store keeps in memory.</summary>
internal static class SeriesFile
{
    /// <summary>A connection to the file with its tables at this program's version.</summary>
    /// <exception cref="SeriesStoreException">Another process has it open, it is not a series file, or a newer Rpm wrote it.</exception>
    public static DuckDBConnection Open(string path, SeriesOptions options)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"Data Source={path};memory_limit={options.MemoryMegabytes}MiB");
        var connection = new DuckDBConnection(options.Threads is { } threads ? string.Create(CultureInfo.InvariantCulture, $"{text};threads={threads}") : text);
        try
        {
            connection.Open();
            SeriesSchema.Execute(connection, "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET wal_autocheckpoint = '64MiB'");
            SeriesSchema.Bring(connection, path);
            return connection;
        }
        catch (DuckDBException e)
        {
            connection.Dispose();
            throw new SeriesStoreException($"The series file {path} cannot be opened: {e.Message}", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Cursor and counters.</summary>
    public static FollowerProgress LoadProgress(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT cursor, written, rejected FROM progress";
        using var row = command.ExecuteReader();
        row.Read();
        return new FollowerProgress(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    /// <summary>Adds the stored numbers of devices and shapes.</summary>
    public static void LoadKeys(DuckDBConnection connection, KeyTable<string> devices, KeyTable<SeriesShape> shapes)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT key, name FROM devices";
        using (var row = command.ExecuteReader())
        {
            while (row.Read())
            {
                devices.Load(row.GetInt32(0), row.GetString(1));
            }
        }

        command.CommandText = "SELECT key, p0, p1, p2, p3 FROM shapes";
        using (var row = command.ExecuteReader())
        {
            while (row.Read())
            {
                shapes.Load(row.GetInt32(0), new SeriesShape(
                    row.GetFieldValue<uint>(1), row.GetFieldValue<uint>(2), row.GetFieldValue<uint>(3), row.GetFieldValue<uint>(4)));
            }
        }
    }
}
