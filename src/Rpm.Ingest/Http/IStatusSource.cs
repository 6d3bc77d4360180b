namespace Rpm.Ingest.Http;

/// <summary>The conservation law's numbers as they stand, all of one moment.</summary>
internal interface IStatusSource
{
    EngineStatus Read();
}
