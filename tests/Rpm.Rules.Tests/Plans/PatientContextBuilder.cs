using Rpm.Rules.Plans;

namespace Rpm.Rules.Tests.Plans;

/// <summary>A patient in a time zone.</summary>
internal sealed class PatientContextBuilder(string zone)
{
    public PatientContext Context { get; } = new() { Id = "p1", TimeZone = zone };
}
