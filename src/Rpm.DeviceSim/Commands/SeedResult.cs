namespace Rpm.DeviceSim.Commands;

/// <summary>What <c>seed</c> enrolled or <c>purge</c> erased.</summary>
internal sealed record SeedResult(string Command, int Patients, int Devices, double Seconds)
{
    public IEnumerable<string> Lines()
    {
        yield return FormattableString.Invariant($"{Command,-13} {Patients} patients{(Devices > 0 ? FormattableString.Invariant($" with {Devices} devices") : "")} in {Seconds:f1} s");
    }
}
