namespace Rpm.DeviceSim.Wards;

/// <summary>A prescribed oxygen saturation range in percent, and who prescribed it.</summary>
public sealed record WardSpo2Target(int Low, int High, string Prescriber);
