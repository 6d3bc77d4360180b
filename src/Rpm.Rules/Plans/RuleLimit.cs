using Rpm.Rules.Language;

namespace Rpm.Rules.Plans;

/// <summary>A parameter as it is in force.</summary>
internal sealed record RuleLimit(string Parameter, CutPoint Value, bool PatientSpecific);
