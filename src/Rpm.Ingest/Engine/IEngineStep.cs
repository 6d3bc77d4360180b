namespace Rpm.Ingest.Engine;

/// <summary>Something that is done once, in order, after the journal runs and before the listeners open: activating packs, importing a registry.</summary>
internal interface IEngineStep
{
    Task RunAsync(CancellationToken cancellationToken);
}
