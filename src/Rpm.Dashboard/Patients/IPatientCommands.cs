namespace Rpm.Dashboard.Patients;

/// <summary>What can be changed from the page of a patient. Each change is durable when the answer says it is done, names who did it, and has a reason.</summary>
public interface IPatientCommands
{
    /// <summary>What a limit would have raised over the last <paramref name="days"/> days of stored readings; null while another replay is running.</summary>
    /// <param name="value">With unit; null = the pack's default.</param>
    Task<(LimitPreview? Preview, string? Fault)> PreviewAsync(string patient, string pack, string parameter, string? value, int days, CancellationToken cancellationToken);

    /// <summary>Sets the patient's own limit; null goes back to the pack's default.</summary>
    Task<ChangeResult> SetLimitAsync(
        string patient, string pack, string parameter, string? value, string reason, string? prescriber, string by, CancellationToken cancellationToken);

    /// <summary>Withdraws a reading: it stays readable as entered in error and is used by nothing.</summary>
    Task<ChangeResult> ExcludeAsync(string patient, ReadingKey reading, string reason, string by, CancellationToken cancellationToken);

    /// <summary>How many stored readings would leave the patient.</summary>
    Task<long> CountNotTheirsAsync(string patient, ReadingKey reading, NotTheirs reach, CancellationToken cancellationToken);

    /// <summary>The reading was somebody else's: withdraws it, or corrects the enrolment that claims it.</summary>
    Task<ChangeResult> NotTheirsAsync(string patient, ReadingKey reading, NotTheirs reach, string reason, string by, CancellationToken cancellationToken);
}
