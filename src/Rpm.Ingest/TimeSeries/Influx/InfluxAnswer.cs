namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>What the server said to a body of lines.</summary>
/// <param name="Message">The server's words where it did not take all.</param>
/// <param name="Dropped">How many points it says that it dropped; null where it does not say.</param>
internal readonly record struct InfluxAnswer(InfluxOutcome Outcome, string Message = "", int? Dropped = null)
{
    public static readonly InfluxAnswer Written = new(InfluxOutcome.Written);
}
