namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>How a write ended, where the server was there to answer.</summary>
internal enum InfluxOutcome
{
    /// <summary>Every point is stored.</summary>
    Written = 1,
    /// <summary>At least one point is not, and the message is about points: sending it again will not help.</summary>
    PointsRefused = 2,
    /// <summary>The body was refused in words that we do not know: a bad point or a wrong setting.</summary>
    BodyRefused = 3,
    /// <summary>The body was too large.</summary>
    TooLarge = 4,
}
