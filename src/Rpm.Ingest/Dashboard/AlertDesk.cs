using Rpm.Dashboard.Patients;
using Rpm.Dashboard.Worklist;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Explanations;
using Rpm.Ingest.Http;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>The page's actions, by the same way as the API's: through the journal, judged by the monitor.</summary>
internal sealed class AlertDesk(AlertActions actions, AlertStore store, AlertExplainer explainer, IRegistryCommands registry, TimeProvider clock) : IAlertDesk
{
    /// <inheritdoc/>
    public async Task<ChangeResult> ActAsync(AlertAction action, CancellationToken cancellationToken)
    {
        var body = new AlertActionBody(action.By, action.Note, action.Reason, action.Until?.ToString(), null, action.Assignee);
        var request = AlertActionRequest.Check(action.Kind, action.Alert, body, Instant.From(clock.GetUtcNow()));
        if (request.Action is not { } wanted)
        {
            return ChangeResult.Refused(request.Code switch
            {
                "missing-note" => "Write a note first.",
                "missing-reason" => "Write the reason first; \"wrong-data\" ends an alert whose condition still holds.",
                _ => request.Detail,
            });
        }

        if (wanted is { Kind: AlertActionKind.Acknowledge, Note: null } && (await store.GetAsync(wanted.Alert, cancellationToken))?.Priority == AlertPriority.High)
        {
            return ChangeResult.Refused("A high alert is acknowledged with a note: what do you do about it?");
        }

        var result = await actions.ActAsync(wanted, cancellationToken);
        return result.Reason is AlertActionReason.None ? ChangeResult.Success : ChangeResult.Refused(AlertActionReasons.Sentence(result.Reason));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>?> ExplainAsync(string alert, CancellationToken cancellationToken) =>
        await explainer.ExplainAsync(alert, cancellationToken) is { } explanation ? explanation.Words : null;

    /// <inheritdoc/>
    public async Task<ChangeResult> PauseAsync(string patient, Instant? until, string reason, string by, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return ChangeResult.Refused("A pause, and its end, need a reason.");
        }

        var now = Instant.From(clock.GetUtcNow());
        if (until is { } end && (end <= now || end > now + PatientEndpoints.LongestPause))
        {
            return ChangeResult.Refused("The end must lie ahead, by 31 days at most.");
        }

        try
        {
            var result = await registry.PauseAsync(new MonitoringPaused(patient, until, reason.Trim(), by), cancellationToken);
            return result.Outcome == RegistryOutcome.Done ? ChangeResult.Success : ChangeResult.Refused(result.Detail);
        }
        catch (IntakeStoppedException)
        {
            return ChangeResult.Refused(AlertActionReasons.Sentence(AlertActionReason.IntakeStopped));
        }
    }
}
