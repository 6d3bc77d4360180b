using Rpm.Rules.Windows;
using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>What a window of readings amounts to.</summary>
/// <param name="number">The plan's number of the window.</param>
/// <param name="function">What is asked of it.</param>
/// <param name="spec">The window.</param>
/// <param name="horizon">For a forecast: how far ahead, in milliseconds.</param>
/// <param name="computed">As an alert shows it.</param>
internal sealed class WindowTerm(int number, WindowFunction function, WindowSpec spec, long horizon, string computed) : Term
{
    private readonly IReadOnlyList<Unit> _units = WindowFunctions.Units(function, spec.Measure);

    public override Measure? Measure => spec.Measure;

    public override IReadOnlyList<Unit> Units => _units;

    public override string Computed => computed;

    public override long Span => spec.Span;

    public override bool IsDifference => function is WindowFunction.Change or WindowFunction.Rise or WindowFunction.Fall;

    public override bool TryGet(in Judgement judgement, out Quantity value)
    {
        var window = judgement.Window(number);
        return WindowFunctions.TryCompute(function, window, judgement, horizon, out value);
    }
}
