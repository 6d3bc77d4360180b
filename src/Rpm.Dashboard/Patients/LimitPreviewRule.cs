namespace Rpm.Dashboard.Patients;

/// <summary>One rule of a preview.</summary>
public sealed record LimitPreviewRule(string Title, string Priority, int Now, int Then);
