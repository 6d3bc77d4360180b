using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>A partial NEWS2 score, or the greatest points of one of its parts.</summary>
internal sealed class ScoreTerm(bool single) : Term
{
    public override Measure? Measure => null;

    public override IReadOnlyList<Unit> Units { get; } = [Unit.Score];

    public override string Computed => single ? "news2-single" : "news2";

    public override bool TryGet(in Judgement judgement, out Quantity value)
    {
        ref readonly var sample = ref judgement.Sample;
        value = new Quantity(single ? sample.Score.Single : sample.Score.Points, 0, Unit.Score);
        return sample.Score.Parts > 0;
    }
}
