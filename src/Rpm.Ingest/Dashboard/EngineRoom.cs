using System.Diagnostics;
using Rpm.Dashboard.Operations;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Commands;
using Rpm.Ingest.Engine;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Http;
using Rpm.Ingest.Quarantine;
using Rpm.Ingest.Settings;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>The operations page's numbers, from where the metrics have theirs. However many look, they are gathered once a second.</summary>
internal sealed class EngineRoom : IEngineRoom, IDisposable
{
    private const string Running = "running";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Unwatched = TimeSpan.FromMinutes(1);

    private readonly Lock _gathering = new();
    private readonly EngineParts _parts;
    private readonly IStatusSource _status;
    private readonly IHealthSource _health;
    private readonly AlertStore _alerts;
    private readonly QuarantineStore _quarantine;
    private readonly RpmOptions _options;
    private readonly StageClock _stages;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _started;
    private readonly ITimer _watch;
    private EngineNumbers? _numbers;
    private IReadOnlyList<ReasonCount> _reasons = [];
    private IReadOnlyList<AnswerTimes> _answers = [];
    private DateTimeOffset _slowAt;

    public EngineRoom(
        EngineParts parts, IStatusSource status, IHealthSource health, AlertStore alerts, QuarantineStore quarantine, RpmOptions options, StageClock stages, TimeProvider clock)
    {
        (_parts, _status, _health, _alerts, _quarantine, _options, _stages, _clock) = (parts, status, health, alerts, quarantine, options, stages, clock);
        _started = new DateTimeOffset(Process.GetCurrentProcess().StartTime.ToUniversalTime());
        _watch = clock.CreateTimer(_ => StopWhereUnwatched(), null, Unwatched, Unwatched);
    }

    /// <inheritdoc/>
    public EngineNumbers Read()
    {
        lock (_gathering)
        {
            var now = _clock.GetUtcNow();
            if (_numbers is { } kept && Instant.From(now) - kept.At is var age && age >= TimeSpan.Zero && age < Pace)
            {
                return kept;
            }

            return _numbers = Gather(now);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    private EngineNumbers Gather(DateTimeOffset now)
    {
        if (now - _slowAt > Slow)
        {
            (_reasons, _answers, _slowAt) = (_quarantine.CountReasons(), AnswersOf(now), now);
        }

        var (status, health) = (_status.Read(), _health.Read());
        var balance = status.Balance;
        var counted = status.Followers.ToDictionary(f => f.Name, StringComparer.Ordinal);
        return new EngineNumbers(
            Instant.From(now), CommandLine.Version, now - _started, Environment.WorkingSet, GC.GetTotalMemory(false), balance.Received, balance.Committed, balance.Duplicate,
            balance.Quarantined, balance.Discarded, balance.Missing, health.IntakeOpen ? null : health.IntakeReason ?? "intake is closed", _parts.Trimmer.SizeBytes,
            [.. _parts.Pumps.Select(p => Follower(p, counted.GetValueOrDefault(p.Follower.Name)))],
            [new QueueNumbers("intake", _parts.Intake.Waiting, _options.Intake.QueueLength), .. _parts.Pumps.Select(p => new QueueNumbers(p.Follower.Name, p.Waiting, FollowerPump.GroupsPerApply))],
            _stages.Read(), _reasons, [.. health.Degraded.Select(d => new PartTrouble(d.Name, d.Reason))], Silent(), _answers);
    }

    private static FollowerNumbers Follower(FollowerPump pump, FollowerStatus? counted)
    {
        var state = pump.Detached ? "detached, being brought up from the series store" : pump.Fault ?? Running;
        return new FollowerNumbers(
            pump.Follower.Name, counted is not null, counted?.Written ?? 0, counted?.Rejected ?? 0, counted?.Pending ?? 0, pump.Lag, state, state == Running);
    }

    // An alert about equipment without a value is about silence; one that stands for many names them.
    private List<SilentDevice> Silent()
    {
        var silent = new List<SilentDevice>();
        foreach (var alert in _alerts.Open.Alerts.Values.Where(a => a is { Active: true, Class: AlertClass.Technical, Value: null }))
        {
            if (alert.Members.Count > 0)
            {
                silent.AddRange(alert.Members.Where(m => m.Heard is null).Select(m => new SilentDevice(m.Patient, m.Device, m.Since)));
            }
            else if (!EnginePatient.Is(alert.Patient) && alert.Evidence.Count == 0)
            {
                silent.Add(new SilentDevice(alert.Patient, alert.Device, alert.ReadingTime ?? alert.Raised));
            }
        }

        silent.Sort((a, b) => a.Since.CompareTo(b.Since));
        return silent;
    }

    private IReadOnlyList<AnswerTimes> AnswersOf(DateTimeOffset now)
    {
        var query = new AlertQuery { RaisedFrom = Instant.From(now) - TimeSpan.FromDays(1), Take = 5_000 };
        var alerts = _alerts.ListAsync(query, CancellationToken.None).GetAwaiter().GetResult(); // it answers at once
        return
        [
            .. Enum.GetValues<AlertPriority>().OrderDescending().Select(priority =>
            {
                var raised = alerts.Where(a => a.Priority == priority && !a.Test).ToList();
                var taken = raised.Select(Rpm.Dashboard.Worklist.AlertOwner.TimeToAcknowledge).OfType<TimeSpan>().Order().ToList();
                return new AnswerTimes(priority, taken.Count, raised.Count(a => !a.Acknowledged), At(taken, 0.5), At(taken, 0.9));
            }),
        ];
    }

    private static TimeSpan? At(List<TimeSpan> sorted, double share) => sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * share) - 1)];

    private void StopWhereUnwatched()
    {
        lock (_gathering)
        {
            if (_numbers is { } kept && Instant.From(_clock.GetUtcNow()) - kept.At > Unwatched)
            {
                _numbers = null;
                _stages.Stop();
            }
        }
    }
}
