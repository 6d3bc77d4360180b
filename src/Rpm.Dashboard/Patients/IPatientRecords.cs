using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>What the page of a patient reads. Every answer is of one moment; two need not be of the same.</summary>
public interface IPatientRecords
{
    /// <summary>Null where there is no such patient.</summary>
    PatientCard? Find(string patient);

    /// <summary>The patient's readings, oldest first, withdrawn ones too; from inclusive, to exclusive.</summary>
    Task<IReadOnlyList<PatientSample>> ReadAsync(string patient, IReadOnlyList<Kind> kinds, Instant from, Instant to, CancellationToken cancellationToken);

    /// <summary>A page of the patient's readings of one kind, newest first, withdrawn ones too.</summary>
    Task<IReadOnlyList<PatientSample>> NewestAsync(string patient, Kind kind, Instant from, Instant to, int skip, int take, CancellationToken cancellationToken);

    /// <summary>The newest value of each measure.</summary>
    Task<IReadOnlyList<LatestValue>> LatestAsync(string patient, CancellationToken cancellationToken);

    /// <summary>A time in every quarter of an hour that holds an automatically sent reading which counts: device status and typed-in values do not.</summary>
    Task<IReadOnlyList<Instant>> MeasuredAsync(string patient, Instant from, Instant to, CancellationToken cancellationToken);

    /// <summary>Devices that are or were enrolled in the last 30 days.</summary>
    Task<IReadOnlyList<WornDevice>> DevicesAsync(string patient, CancellationToken cancellationToken);

    /// <summary>Alerts that are open or were raised since then, newest first.</summary>
    Task<IReadOnlyList<Alert>> AlertsAsync(string patient, Instant from, CancellationToken cancellationToken);

    /// <summary>Every parameter of the packs that apply to the patient.</summary>
    IReadOnlyList<PatientLimitRow> Limits(string patient);

    /// <summary>Every change of the patient's own limits, newest first.</summary>
    IReadOnlyList<LimitChange> LimitHistory(string patient);
}
