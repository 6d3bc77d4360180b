namespace Rpm.Telemetry;

/// <summary>
/// An ISO/IEEE 11073-10101 term (system <c>urn:iso:std:iso:11073:10101</c>). The code is the 32-bit one
/// (partition × 65536 + term): the 16-bit term alone is ambiguous.
/// </summary>
public sealed record Mdc(int Code, string ReferenceId);
