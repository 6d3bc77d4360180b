namespace Rpm.Ingest.Registry;

/// <summary>What is wrong with a member of a registry record. Names the member and the rule, never the patient's own value.</summary>
internal sealed record RegistryFault(string Member, string Message);
