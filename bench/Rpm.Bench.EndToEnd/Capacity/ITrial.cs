namespace Rpm.Bench.EndToEnd.Capacity;

/// <summary>One question about what the engine can carry.</summary>
internal interface ITrial
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Measures.</summary>
    /// <exception cref="InvalidDataException">A server is missing, or what it did is not what was sent.</exception>
    Task<IReadOnlyList<Figure>> RunAsync(Workshop workshop, CancellationToken cancel);
}
