namespace Rpm.Ingest.Http;

/// <summary>Whether Rpm takes readings, and which of its parts are not well.</summary>
internal interface IHealthSource
{
    EngineHealth Read();
}
