namespace Rpm.Telemetry;

/// <summary>What a glucose meter measured (Bluetooth SIG 0x2A18, field "Type"). Control solution is never a patient's value.</summary>
public enum SampleType : byte
{
    CapillaryWholeBlood = 1,
    CapillaryPlasma = 2,
    VenousWholeBlood = 3,
    VenousPlasma = 4,
    ArterialWholeBlood = 5,
    ArterialPlasma = 6,
    UndeterminedWholeBlood = 7,
    UndeterminedPlasma = 8,
    InterstitialFluid = 9,
    ControlSolution = 10,
}
