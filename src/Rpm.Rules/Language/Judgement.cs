using Rpm.Rules.Monitoring;
using Rpm.Rules.Windows;

namespace Rpm.Rules.Language;

/// <summary>What a condition is judged on: one sample, and the windows of its series as they stand with it.</summary>
/// <param name="sample">The sample.</param>
/// <param name="windows">The series' windows; empty where a condition asks for none.</param>
/// <param name="places">Place of each of the plan's windows among <paramref name="windows"/>.</param>
/// <param name="traits">The patient: zone and oxygen.</param>
internal readonly ref struct Judgement(ref readonly Sample sample, Window[] windows, int[] places, Plans.PatientTraits traits)
{
    public readonly ref readonly Sample Sample = ref sample;

    public Plans.PatientTraits Traits { get; } = traits;

    /// <summary>Whether windows leave out what is of doubtful quality.</summary>
    public bool SoundOnly { get; private init; }

    /// <summary>The plan's window of this number on this series.</summary>
    public Window Window(int number) => windows[places[number]];

    /// <summary>The same with windows that leave out what is of doubtful quality: a doubtful reading may raise and never clears.</summary>
    public Judgement Sound() => new(in Sample, windows, places, Traits) { SoundOnly = true };
}
