namespace Rpm.Ingest.Explanations;

/// <summary>A limit that the rule was judged by.</summary>
/// <param name="Value">With its unit.</param>
/// <param name="Origin"><c>default</c>, <c>patient</c> (the patient's own) or <c>target</c> (a prescribed saturation).</param>
/// <param name="Detail">Who set it, when and why; the pack's source for a default.</param>
internal sealed record LimitInForce(string Parameter, string Value, string Origin, string Detail);
