using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

internal static class Canonical
{
    public static double Value(Measure measure, Quantity quantity) => quantity.Value;
}
