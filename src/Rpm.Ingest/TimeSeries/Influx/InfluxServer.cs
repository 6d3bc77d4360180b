namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>Which of the servers that take line protocol this is.</summary>
internal enum InfluxServer
{
    /// <summary>InfluxDB 1.x: database, InfluxQL.</summary>
    V1 = 1,
    /// <summary>InfluxDB 2.x or 3.x: bucket and token.</summary>
    V2 = 2,
    /// <summary>VictoriaMetrics: takes lines, keeps milliseconds, cannot delete points.</summary>
    VictoriaMetrics = 3,
}
