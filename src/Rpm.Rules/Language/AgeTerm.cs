using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>How old the reading was when its frame arrived, in minutes; below zero where the device's clock runs ahead.</summary>
internal sealed class AgeTerm : Term
{
    private const double Millisecond = 1.0 / 60_000;

    public override Measure? Measure => null;

    public override IReadOnlyList<Unit> Units { get; } = [Unit.Minute];

    public override string Computed => "age";

    public override bool TryGet(in Judgement judgement, out Quantity value)
    {
        ref readonly var sample = ref judgement.Sample;
        var minutes = (sample.Received.UnixMilliseconds - sample.Time.UnixMilliseconds) * Millisecond;
        value = Quantities.Rounded(minutes, 2, Unit.Minute);
        return true;
    }
}
