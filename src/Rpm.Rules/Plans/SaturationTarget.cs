namespace Rpm.Rules.Plans;

/// <summary>A prescribed SpO2 range in percent. Without a prescriber's name it is not used.</summary>
public sealed record SaturationTarget(int Low, int High, string Prescriber);
