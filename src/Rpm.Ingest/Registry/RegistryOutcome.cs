namespace Rpm.Ingest.Registry;

/// <summary>How a registry command ended. Only <see cref="Done"/> changed anything.</summary>
internal enum RegistryOutcome
{
    /// <summary>Committed to the journal.</summary>
    Done = 1,
    /// <summary>The record breaks a rule of <see cref="RegistryRules"/>.</summary>
    Invalid = 2,
    UnknownPatient = 3,
    UnknownDevice = 4,
    /// <summary>Another enrolment already claims part of the same readings.</summary>
    Overlap = 5,
    /// <summary>No pack that applies to the patient has this parameter.</summary>
    UnknownParameter = 6,
    /// <summary>It has happened already, for example the reading is withdrawn.</summary>
    AlreadyDone = 7,
    /// <summary>The patient was erased; the identifier is not used again.</summary>
    Erased = 8,
}
