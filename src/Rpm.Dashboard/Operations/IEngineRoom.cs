namespace Rpm.Dashboard.Operations;

/// <summary>Where the operations page gets the engine's numbers from.</summary>
public interface IEngineRoom
{
    /// <summary>The numbers of now. Latencies are of what happened since somebody began to look.</summary>
    EngineNumbers Read();
}
