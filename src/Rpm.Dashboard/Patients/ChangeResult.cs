namespace Rpm.Dashboard.Patients;

/// <summary>How a change asked for on the page ended.</summary>
/// <param name="Detail">For the person: why it was refused; empty when done.</param>
public sealed record ChangeResult(bool Done, string Detail)
{
    /// <summary>It is durable.</summary>
    public static ChangeResult Success { get; } = new(true, "");

    public static ChangeResult Refused(string detail) => new(false, detail);
}
