using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>A measure of the reading itself, as sent.</summary>
internal sealed class MeasureTerm(Measure measure) : Term
{
    private readonly bool _zeroIsNone = Measures.Of(measure).Plausible is { Low: > 0 };

    public override Measure? Measure => measure;

    public override IReadOnlyList<Unit> Units => Measures.Of(measure).AcceptedUnits;

    public override bool ZeroIsNone => _zeroIsNone;

    public override bool TryGet(in Judgement judgement, out Quantity value) => judgement.Sample.Values.TryGet(measure, out value);
}
