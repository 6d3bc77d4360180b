using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>The same series as the two stores hold it.</summary>
internal static class StoredSeries
{
    /// <summary>From the series API, that is from the embedded store.</summary>
    public static async Task<List<SeriesSample>> SeriesAsync(this Engine engine, string patient, string measure, string device)
    {
        var answer = await engine.GetAsync($"/api/v1/patients/{patient}/series?measure={measure}&device={device}");
        return [.. answer.GetProperty("points").EnumerateArray()
            .Select(p => new SeriesSample(p.GetProperty("time").GetDateTimeOffset().ToUnixTimeMilliseconds(), p.GetProperty("value").GetDouble()))
            .Order()];
    }

    /// <summary>From InfluxDB by InfluxQL; the ordinal in the sub-millisecond digits is cut off, and so are readings of a sensor that was off, which the series API leaves out.</summary>
    public static async Task<List<SeriesSample>> SeriesAsync(this InfluxdServer influx, string database, string kind, string measure, string device)
    {
        var rows = await influx.QueryAsync(
            database, $"SELECT \"{measure}\", \"quality\" FROM \"{kind.Replace('-', '_')}\" WHERE \"device\" = '{device}'");
        return [.. rows.Where(r => r[1].ValueKind == JsonValueKind.Number && r[2].GetString() != "sensor-off").Select(r => new SeriesSample(r[0].GetInt64() / 1_000_000, r[1].GetDouble())).Order()];
    }
}
