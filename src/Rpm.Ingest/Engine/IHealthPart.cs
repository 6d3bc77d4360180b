using Rpm.Ingest.Http;

namespace Rpm.Ingest.Engine;

/// <summary>A part that knows whether it is well.</summary>
internal interface IHealthPart
{
    /// <summary>What is not well now; empty when all is.</summary>
    IEnumerable<DegradedPart> Degraded();
}
