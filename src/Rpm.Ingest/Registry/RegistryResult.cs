namespace Rpm.Ingest.Registry;

/// <summary>What became of a registry command.</summary>
/// <param name="Detail">For a person; without patient data other than the identifiers that the caller sent or may read.</param>
/// <param name="Faults">With <see cref="RegistryOutcome.Invalid"/>: every fault.</param>
internal sealed record RegistryResult(RegistryOutcome Outcome, string Detail, IReadOnlyList<RegistryFault> Faults)
{
    public static readonly RegistryResult Done = new(RegistryOutcome.Done, "", []);

    public static RegistryResult Invalid(IReadOnlyList<RegistryFault> faults) =>
        new(RegistryOutcome.Invalid, string.Join(" ", faults.Select(f => $"{f.Member}: {f.Message}")), faults);

    public static RegistryResult Failed(RegistryOutcome outcome, string detail) => new(outcome, detail, []);
}
