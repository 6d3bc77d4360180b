using System.Globalization;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>One alert in place of many silent devices, with those it stands for, and what is still to happen to it by itself.</summary>
internal sealed class SilenceGroup(Alert alert)
{
    private const string CheckWhatTheyShare = "Check what these devices share: gateway, network, power.";

    private readonly Dictionary<string, int> _silent = new(StringComparer.Ordinal);

    public Alert Alert { get; private set; } = alert;

    /// <summary>In the order of joining: those still silent, and those heard again whose alert nobody has acknowledged yet.</summary>
    public List<SilentMember> Members { get; } = [];

    /// <summary>When the alert is brought up to date with its members.</summary>
    public Instant RefreshDue { get; set; } = Instant.Max;

    /// <summary>When it resolves if no more are silent by then.</summary>
    public Instant DissolveDue { get; set; } = Instant.Max;

    public Instant SnoozeDue => Alert.SnoozedUntil ?? Instant.Max;

    public Instant Due => Min(RefreshDue, Min(DissolveDue, SnoozeDue));

    /// <summary>Patients with a device that is still silent.</summary>
    public int SilentPatients => _silent.Count;

    /// <summary>A group's alert before it is told; its name is derived from the member that opened it.</summary>
    public static SilenceGroup Open(SilentMember opener, Instant now) => new(new Alert
    {
        Id = AlertId.Of($"{EnginePatient.Id}|{EnginePatient.Pack}/{EnginePatient.SilentDevices}|{opener.Alert.Id}"),
        Version = 0,
        Patient = EnginePatient.Id,
        Device = null,
        Rule = EnginePatient.SilentDevices,
        Pack = EnginePatient.Pack,
        PackHash = EnginePatient.PackHash,
        Title = "",
        Class = AlertClass.Technical,
        Priority = opener.Alert.Priority,
        Critical = false,
        Test = opener.Alert.Test,
        Active = true,
        Raised = now,
        Action = CheckWhatTheyShare,
        Evidence = [],
        Limits = [],
        History = [],
    });

    public void Add(SilentMember member)
    {
        member.Group = this;
        Members.Add(member);
        if (member.Alert.Active)
        {
            _silent[member.Alert.Patient] = _silent.GetValueOrDefault(member.Alert.Patient) + 1;
        }
    }

    /// <summary>A member was heard again, or is no longer in the group.</summary>
    public void NotSilent(string patient)
    {
        if (_silent[patient] == 1)
        {
            _silent.Remove(patient);
        }
        else
        {
            _silent[patient]--;
        }
    }

    /// <summary>Makes the next version of the alert.</summary>
    public AlertChange Change(AlertChangeKind kind, Alert alert, Instant now, string? by = null, string? note = null)
    {
        var version = Alert.Version + 1;
        var line = new AlertHistoryEntry(version, now, kind, by, note, alert.Priority);
        // A group in which devices come and go for hours must not carry every step along.
        var before = kind == AlertChangeKind.MembersChanged && alert.History is [.., { Change: AlertChangeKind.MembersChanged }]
            ? alert.History.Take(alert.History.Count - 1)
            : alert.History;
        Alert = alert with { Version = version, History = [.. before, line] };
        return new AlertChange(kind, Alert);
    }

    /// <summary>The alert with its members, and what they have in common, as they are now.</summary>
    public Alert UpToDate()
    {
        var silent = Members.Where(m => m.Alert.Active).Select(m => m.Alert).ToList();
        var kinds = silent.Select(a => a.Kind).Distinct().ToList();
        var devices = silent.Select(a => a.Device).Distinct(StringComparer.Ordinal).Count();
        return Alert with
        {
            Title = devices switch
            {
                0 => Alert.Title,
                1 => "1 device silent",
                _ => string.Create(CultureInfo.InvariantCulture, $"{devices} devices silent"),
            },
            Kind = kinds.Count == 0 ? Alert.Kind : kinds.Count == 1 ? kinds[0] : null,
            Members = [.. Members.Select(m => m.Listed)],
        };
    }

    /// <summary>Whether it happened later than <paramref name="after"/>, and since the alert was last raised.</summary>
    public bool SaidSince(AlertChangeKind kind, Instant after)
    {
        for (var i = Alert.History.Count - 1; i >= 0 && Alert.History[i].At > after; i--)
        {
            if (Alert.History[i].Change == kind)
            {
                return true;
            }

            if (Alert.History[i].Change is AlertChangeKind.Raised or AlertChangeKind.Reraised or AlertChangeKind.PriorityRaised)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The alert without an acknowledgement: that covered what stood then.</summary>
    public static Alert TakenBack(Alert alert) =>
        alert with { Acknowledged = false, AcknowledgedAt = null, AcknowledgedBy = null, SnoozedUntil = null, Unanswered = false };

    private static Instant Min(Instant a, Instant b) => a < b ? a : b;
}
