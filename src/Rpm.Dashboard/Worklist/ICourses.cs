using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>The last six hours of a measure, for a line in a row.</summary>
public interface ICourses
{
    /// <summary>The course in the measure's canonical unit; null while it is being looked up.</summary>
    Course? Of(string patient, Measure measure);
}
