using Rpm.Ingest.Alerts;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Tests.Alerts;

/// <summary>A journal and a monitor that judges an action as soon as it is appended, unless it sleeps.</summary>
internal sealed class FakeMonitor(AlertStore store) : IJournal, IMonitorClock
{
    private readonly TaskCompletionSource _awake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _position = 100;

    public List<AlertAction> Actions { get; } = [];

    public bool Stopped { get; set; }

    /// <summary>It never gets to what is appended.</summary>
    public bool Asleep { get; set; }

    /// <summary>Something that the monitor judged between the request's first look and the action.</summary>
    public AlertChange? Before { get; set; }

    /// <summary>The monitor makes no change of an action.</summary>
    public bool Ignores { get; set; }

    public long Applied { get; private set; } = 100;

    public async ValueTask<long> AppendAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        if (Stopped)
        {
            throw new IntakeStoppedException("full");
        }

        var action = ((AlertActed)entries[^1]).Action;
        Actions.AddRange(entries.Select(e => ((AlertActed)e).Action));
        _position++;
        if (!Asleep)
        {
            if (Before is { } before)
            {
                await store.ApplyAsync([before], _position, cancellationToken);
            }

            if (!Ignores && Judge((await store.GetAsync(action.Alert, cancellationToken))!, action) is { } change)
            {
                await store.ApplyAsync([change], _position, cancellationToken);
            }

            Applied = _position;
        }

        return _position;
    }

    public Task WaitForAsync(long position, CancellationToken cancellationToken) =>
        Applied >= position ? Task.CompletedTask : _awake.Task.WaitAsync(cancellationToken);

    private static AlertChange? Judge(Alert alert, AlertAction action)
    {
        var before = new AlertChange(default, alert);
        return action.Kind switch
        {
            AlertActionKind.Acknowledge when !alert.Acknowledged => before.Acknowledge(action.By),
            AlertActionKind.Snooze when alert.Active => before.Next(AlertChangeKind.Snoozed, a => a with { SnoozedUntil = action.Until }, action.By),
            AlertActionKind.Resolve when alert.Active => before.Next(
                AlertChangeKind.ResolvedByPerson, a => a with { Active = false, Resolution = action.Reason, Resolved = a.Raised }, action.By),
            AlertActionKind.Assign => before.Next(AlertChangeKind.Assigned, a => a with { Assignee = action.Assignee }, action.By),
            AlertActionKind.Comment => before.Next(AlertChangeKind.Commented, a => a, action.By, action.Note),
            _ => null,
        };
    }
}
