namespace Rpm.Ingest.Registry;

/// <summary>Who reads the registry takes <see cref="Current"/> once and works on that.</summary>
internal interface IRegistry
{
    RegistrySnapshot Current { get; }
}
