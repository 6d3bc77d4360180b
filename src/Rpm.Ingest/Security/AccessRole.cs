namespace Rpm.Ingest.Security;

/// <summary>What a caller may do.</summary>
internal enum AccessRole : byte
{
    /// <summary>Post readings, nothing else.</summary>
    Ingest = 1,
    /// <summary>Everything.</summary>
    Admin = 2,
}
