using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>An open alert in a patient's state, whole: it must survive a restart with its evidence and its timers.</summary>
internal static class AlertCodec
{
    public static void Write(in StateWriter to, OpenAlert open)
    {
        var alert = open.Alert;
        to.Text(open.RuleHash);
        to.Time(open.FirstBreach);
        to.Time(open.ReackDue);
        to.Time(open.RepeatDue);
        to.Time(open.EscalateDue);
        to.Time(open.RenotifyDue);
        to.Time(open.ReviewDue);
        to.Flag(open.Risen);
        to.Number(open.Denials);
        to.Text(alert.Id);
        to.Number(alert.Version);
        to.Text(alert.Patient);
        to.Text(alert.Device);
        to.Text(alert.Rule);
        to.Text(alert.Pack);
        to.Text(alert.PackHash);
        to.Text(alert.Title);
        to.Byte((byte)alert.Class);
        to.Byte((byte)alert.Priority);
        to.Flag(alert.Critical);
        to.Flag(alert.Late);
        to.Flag(alert.Test);
        to.Flag(alert.Questionable);
        to.Flag(alert.Review);
        to.Flag(alert.Active);
        to.Flag(alert.Acknowledged);
        to.Time(alert.Raised);
        to.Time(alert.AcknowledgedAt);
        to.Text(alert.AcknowledgedBy);
        to.Text(alert.Assignee);
        to.Time(alert.SnoozedUntil);
        to.Number(alert.Tier);
        to.Time(alert.ReviewBy);
        to.Flag(alert.Unanswered);
        to.Text(alert.Computed);
        to.Time(alert.Resolved);
        to.Text(alert.Resolution);
        to.Byte((byte)(alert.Kind ?? 0));
        to.Byte((byte)(alert.Measure ?? 0));
        to.Quantity(alert.Value);
        to.Quantity(alert.Limit);
        to.Time(alert.ReadingTime);
        to.Text(alert.Action);
        to.Number(alert.Evidence.Count);
        foreach (var evidence in alert.Evidence)
        {
            to.Number(evidence.Position);
            to.Text(evidence.Device);
            to.Byte((byte)evidence.Kind);
            to.Time(evidence.Time);
            to.Byte(evidence.Ordinal);
            to.Byte((byte)(evidence.Measure ?? 0));
            to.Quantity(evidence.Value);
            to.Number((long)evidence.Quality);
        }

        to.Number(alert.Limits.Count);
        foreach (var limit in alert.Limits)
        {
            to.Text(limit.Parameter);
            to.Quantity(limit.Value);
            to.Flag(limit.PatientSpecific);
        }

        to.Number(alert.History.Count);
        foreach (var entry in alert.History)
        {
            to.Number(entry.Version);
            to.Time(entry.At);
            to.Byte((byte)entry.Change);
            to.Text(entry.By);
            to.Text(entry.Note);
            to.Byte((byte)entry.Priority);
        }
    }

    /// <param name="format">The state's format: alerts of format 1 lack what came later.</param>
    public static OpenAlert Read(ref StateReader from, byte format)
    {
        var hash = from.Text();
        var (first, reack, repeat, escalate) = (from.Time(), from.Time(), from.Time(), from.Time());
        var (renotify, review) = format < 2 ? (Instant.Max, Instant.Max) : (from.Time(), from.Time());
        var risen = format >= 2 && from.Flag();
        var denials = format < 2 ? 0 : (int)from.Number();

        // Members are read in the order in which they stand here, which is the order in which they are written.
        var alert = new Alert
        {
            Id = from.Text(),
            Version = (int)from.Number(),
            Patient = from.Text(),
            Device = from.OptionalText(),
            Rule = from.Text(),
            Pack = from.Text(),
            PackHash = from.Text(),
            Title = from.Text(),
            Class = (AlertClass)from.Byte(),
            Priority = (AlertPriority)from.Byte(),
            Critical = from.Flag(),
            Late = from.Flag(),
            Test = from.Flag(),
            Questionable = from.Flag(),
            Review = from.Flag(),
            Active = from.Flag(),
            Acknowledged = from.Flag(),
            Raised = from.Time(),
            AcknowledgedAt = from.OptionalTime(),
            AcknowledgedBy = from.OptionalText(),
            Assignee = from.OptionalText(),
            SnoozedUntil = from.OptionalTime(),
            Tier = (int)from.Number(),
            ReviewBy = format < 2 ? null : from.OptionalTime(),
            Unanswered = format >= 2 && from.Flag(),
            Computed = format < 2 ? null : from.OptionalText(),
            Resolved = from.OptionalTime(),
            Resolution = from.OptionalText(),
            Kind = from.Byte() is var kind and not 0 ? (Kind)kind : null,
            Measure = from.Byte() is var measure and not 0 ? (Measure)measure : null,
            Value = from.OptionalQuantity(),
            Limit = from.OptionalQuantity(),
            ReadingTime = from.OptionalTime(),
            Action = from.OptionalText(),
            Evidence = ReadEvidence(ref from),
            Limits = ReadLimits(ref from),
            History = ReadHistory(ref from),
        };
        return new OpenAlert(alert, hash)
        {
            FirstBreach = first,
            ReackDue = reack,
            RepeatDue = repeat,
            EscalateDue = escalate,
            RenotifyDue = renotify,
            ReviewDue = review,
            Risen = risen,
            Denials = denials,
        };
    }

    private static AlertEvidence[] ReadEvidence(ref StateReader from)
    {
        var evidence = new AlertEvidence[from.Count()];
        for (var i = 0; i < evidence.Length; i++)
        {
            evidence[i] = new AlertEvidence(
                from.Number(), from.Text(), (Kind)from.Byte(), from.Time(), from.Byte(), from.Byte() is var measure and not 0 ? (Measure)measure : null, from.Quantity(), (QualityFlags)from.Number());
        }

        return evidence;
    }

    private static AlertLimit[] ReadLimits(ref StateReader from)
    {
        var limits = new AlertLimit[from.Count()];
        for (var i = 0; i < limits.Length; i++)
        {
            limits[i] = new AlertLimit(from.Text(), from.Quantity(), from.Flag());
        }

        return limits;
    }

    private static AlertHistoryEntry[] ReadHistory(ref StateReader from)
    {
        var history = new AlertHistoryEntry[from.Count()];
        for (var i = 0; i < history.Length; i++)
        {
            history[i] = new AlertHistoryEntry(
                (int)from.Number(), from.Time(), (AlertChangeKind)from.Byte(), from.OptionalText(), from.OptionalText(), (AlertPriority)from.Byte());
        }

        return history;
    }
}
