namespace Rpm.Dashboard.Patients;

/// <summary>How far "not this patient" reaches.</summary>
public enum NotTheirs
{
    /// <summary>Only this reading: it is withdrawn.</summary>
    ThisReading,
    /// <summary>This reading and every later one of the device: the enrolment ends before it.</summary>
    FromHereOn,
    /// <summary>This reading and every earlier one of the device: the enrolment begins after it.</summary>
    UpToHere,
}
