namespace Rpm.Benchmarks;

/// <summary>One oximetry reading as the peers take it.</summary>
public sealed class Vitals
{
    public double Spo2 { get; init; }

    public double Pulse { get; init; }

    public double Perfusion { get; init; }
}
