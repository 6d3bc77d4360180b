using Rpm.Dashboard.Patients;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>What a person does with alerts and patients on the worklist. Each is durable when the answer says done, and an entry in a history with the person's name.</summary>
public interface IAlertDesk
{
    /// <summary>Does an action; <see cref="AlertAction.Patient"/> is filled in. An acknowledgement of a high alert needs a note.</summary>
    Task<ChangeResult> ActAsync(AlertAction action, CancellationToken cancellationToken);

    /// <summary>Why the alert is there, line by line, derived again from its rule and readings; null where there is no such alert.</summary>
    Task<IReadOnlyList<string>?> ExplainAsync(string alert, CancellationToken cancellationToken);

    /// <summary>Pauses the patient's monitoring until a time, or ends the pause (null).</summary>
    Task<ChangeResult> PauseAsync(string patient, Instant? until, string reason, string by, CancellationToken cancellationToken);
}
