namespace Rpm.Dashboard.Patients;

/// <summary>How much time the page shows.</summary>
/// <param name="Key">In the address: <c>?range=14d</c>.</param>
public sealed record PatientRange(string Key, string Label, TimeSpan Span)
{
    /// <summary>All there are, the default first.</summary>
    public static IReadOnlyList<PatientRange> All { get; } =
    [
        new("24h", "24 hours", TimeSpan.FromHours(24)), new("7d", "7 days", TimeSpan.FromDays(7)), new("14d", "14 days", TimeSpan.FromDays(14)),
        new("30d", "30 days", TimeSpan.FromDays(30)),
    ];

    /// <summary>The address of a patient's page with this range.</summary>
    public string Href(string patient) => $"/patients/{Uri.EscapeDataString(patient)}?range={Key}";

    /// <summary>The one of this key, else the default.</summary>
    public static PatientRange Of(string? key) => All.FirstOrDefault(r => r.Key == key) ?? All[0];
}
