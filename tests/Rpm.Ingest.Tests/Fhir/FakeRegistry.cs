using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Tests.Fhir;

internal sealed class FakeRegistry(RegistrySnapshot snapshot) : IRegistry
{
    public RegistrySnapshot Current { get; set; } = snapshot;
}
