namespace Rpm.Benchmarks;

/// <summary>What one would deserialize a blood pressure into without a decoder of one's own.</summary>
public sealed class PressurePayload
{
    public DateTimeOffset? Time { get; set; }

    public string? Device { get; set; }

    public string? Kind { get; set; }

    public string? Id { get; set; }

    public decimal? Systolic { get; set; }

    public decimal? Diastolic { get; set; }

    public decimal? Map { get; set; }

    public decimal? Pulse { get; set; }

    public string? Unit { get; set; }
}
