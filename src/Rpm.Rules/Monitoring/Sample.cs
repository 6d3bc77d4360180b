using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>What of a reading is kept while another may still be put before it.</summary>
internal struct Sample
{
    public Instant Time;

    /// <summary>When its frame arrived.</summary>
    public Instant Received;

    public long Position;
    public MeasureValues Values;
    public QualityFlags Quality;
    public byte Ordinal;

    /// <summary>It arrived late: it may raise, it never clears.</summary>
    public bool Late;

    /// <summary>Monitoring was paused when it arrived: only critical rules confirm on it.</summary>
    public bool Paused;

    /// <summary>A bit for each rule, by place, whose condition was true of it when it was judged last; rules from the 63rd on share the last bit.</summary>
    public ulong Stirred;

    /// <summary>In the stream of what was refused: why; <see cref="RejectReason.None"/> for a reading that was taken.</summary>
    public RejectReason Refused;

    /// <summary>In the stream of scores: the score.</summary>
    public NewsScore Score;

    /// <summary>The bit that rules from this place on share.</summary>
    public const int LastBit = 63;

    /// <summary>The bit of a rule.</summary>
    public static ulong Bit(int place) => 1UL << Math.Min(place, LastBit);

    /// <summary>The order in which samples are judged, whatever the order in which they came.</summary>
    public readonly int CompareTo(in Sample other)
    {
        var order = Time.CompareTo(other.Time);
        order = order != 0 ? order : Ordinal.CompareTo(other.Ordinal);
        return order != 0 ? order : Position.CompareTo(other.Position);
    }
}
