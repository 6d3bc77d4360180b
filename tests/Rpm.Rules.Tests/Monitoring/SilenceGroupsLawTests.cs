using CsCheck;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>What holds for every order of devices that fall silent and come back, of persons who act, and of restarts.</summary>
public class SilenceGroupsLawTests
{
    private enum Step
    {
        Silence,
        SilenceMedium,
        SilenceHigh,
        SilenceTest,
        Heard,
        High,
        Medium,
        Escalate,
        Reack,
        AcknowledgeNewest,
        AcknowledgeGroup,
        Snooze,
        ResolveGroup,
        Least,
    }

    private static readonly double[] Spans = [0, 0, 0, 0.5, 1, 3, 7, 20, 90];

    private static readonly Gen<(Step Step, int Patient, double Seconds)[]> Stream = Gen.Select(
        Gen.Frequency(
            (12, Gen.Const(Step.Silence)), (2, Gen.Const(Step.SilenceMedium)), (1, Gen.Const(Step.SilenceHigh)), (2, Gen.Const(Step.SilenceTest)),
            (6, Gen.Const(Step.Heard)), (1, Gen.Const(Step.High)), (1, Gen.Const(Step.Medium)), (1, Gen.Const(Step.Escalate)), (1, Gen.Const(Step.Reack)),
            (1, Gen.Const(Step.AcknowledgeNewest)), (2, Gen.Const(Step.AcknowledgeGroup)), (1, Gen.Const(Step.Snooze)), (1, Gen.Const(Step.ResolveGroup)), (1, Gen.Const(Step.Least))),
        Gen.Int[0, 11], Gen.Int[0, Spans.Length - 1].Select(i => Spans[i])).Array[1, 80];

    [Fact]
    [Trait("Control", "C-92")]
    public void EverySilence_AtEveryTime_IsToldOrInAToldGroupOrWithinTheWait() => Stream.Sample(stream =>
    {
        var ward = new SilentWard { Cadence = TimeSpan.FromMilliseconds(500) };
        Play(ward, stream, AssertCovered);
        ward.Wait(60);
        AssertCovered(ward);
        AssertNoGaps(ward);
    }, iter: 300);

    [Fact]
    [Trait("Control", "C-93")]
    public void Restart_AfterEveryInput_ChangesNothing() => Stream.Sample(
        stream => AssertSame(Play(new SilentWard(), stream), Play(new SilentWard { RestartAlways = true }, stream)), iter: 200);

    [Fact]
    [Trait("Control", "C-93")]
    public void Time_HoweverSeldomLookedAt_ChangesNothing() => Stream.Sample(stream =>
    {
        var live = Play(new SilentWard { Cadence = TimeSpan.FromMilliseconds(500) }, stream);
        var replay = Play(new SilentWard(), stream, skip: true);
        AssertSame(live, replay);
    }, iter: 200);

    private static SilentWard Play(SilentWard ward, (Step Step, int Patient, double Seconds)[] stream, Action<SilentWard>? check = null, bool skip = false)
    {
        ward.Least(3);
        foreach (var (step, number, seconds) in stream)
        {
            _ = skip ? ward.Skip(seconds) : ward.Wait(seconds);
            // What a person acts on is what was told by then, in every run.
            ward.Groups.Advance(ward.Now, ward.Told);
            check?.Invoke(ward);
            Take(ward, step, "p" + number, number);
            check?.Invoke(ward);
        }

        return ward.Wait(200);
    }

    private static void Take(SilentWard ward, Step step, string patient, int number)
    {
        var group = ward.GroupAlerts.LastOrDefault(a => a.Active || !a.Acknowledged);
        switch (step)
        {
            case Step.Silence:
                ward.Silence(patient);
                break;
            case Step.SilenceMedium:
                ward.Silence(patient, AlertPriority.Medium);
                break;
            case Step.SilenceHigh:
                ward.Silence(patient, AlertPriority.High);
                break;
            case Step.SilenceTest:
                ward.Silence("t" + patient, test: true);
                break;
            case Step.Heard:
                ward.Heard(patient).Heard("t" + patient);
                break;
            case Step.High:
                ward.Priority(patient, AlertPriority.High);
                break;
            case Step.Medium:
                ward.Priority(patient, AlertPriority.Medium);
                break;
            case Step.Escalate:
                ward.Escalate(patient);
                break;
            case Step.Reack:
                ward.Reack(patient);
                break;
            case Step.AcknowledgeNewest when ward.ToldAlone.LastOrDefault() is { } told:
                ward.Acknowledge(ward.Alerts.Single(a => a.Id == told.Id));
                break;
            case Step.AcknowledgeGroup when group is not null:
                ward.Acknowledge(group);
                break;
            case Step.Snooze when group is not null:
                ward.Act(new AlertAction(AlertActionKind.Snooze, group.Id, group.Patient, "nurse", Until: ward.Now + TimeSpan.FromMinutes(1)));
                break;
            case Step.ResolveGroup when group is not null:
                foreach (var member in group.Members.Where(m => m.Heard is null && ward.Alerts.Any(a => a.Id == m.Alert && a.Active)).Take(number))
                {
                    ward.ResolveOwn(member.Alert);
                }

                ward.Act(new AlertAction(AlertActionKind.Resolve, group.Id, group.Patient, "nurse", Reason: "wrong-data"));
                break;
            case Step.Least:
                ward.Least(2 + (number % 5));
                break;
        }
    }

    /// <summary>Whatever somebody must look at (active or unacknowledged) is told by itself or by an open group (what is still silent: by one that stands), or it is not older than the wait.</summary>
    private static void AssertCovered(SilentWard ward)
    {
        var groups = ward.GroupAlerts;
        foreach (var alert in ward.Alerts.Where(a => a.Active || !a.Acknowledged))
        {
            var alone = ward.ToldAlone.LastOrDefault(a => a.Id == alert.Id);
            var standing = groups.Where(g => (g.Active || (!g.Acknowledged && !alert.Active)) && g.Members.Any(m => m.Alert == alert.Id)).ToList();
            Assert.True(alone is null || alone.Version == alert.Version, $"{alert.Id} was told and then fell behind");
            Assert.True(standing.Count <= 1, $"{alert.Id} is in several groups");
            if (alone is not null)
            {
                // The group may list it until it is brought up to date.
                Assert.True(standing.Count == 0 || standing[0].Active, $"{alert.Id} is told and in a group that is over");
            }
            else if (standing.Count == 0)
            {
                Assert.True(ward.Now - alert.Raised <= SilenceGroups.Wait, $"{alert.Id} is told by nobody for {ward.Now - alert.Raised}");
            }
            else if (!alert.Acknowledged && standing[0].Acknowledged)
            {
                var since = alert.History[^1].At > standing[0].AcknowledgedAt!.Value ? alert.History[^1].At : standing[0].AcknowledgedAt!.Value;
                Assert.True(ward.Now - since <= SilenceGroups.Refresh, $"{alert.Id} hides behind an acknowledgement that does not cover it");
            }

            Assert.True(alert.Priority < AlertPriority.High || alone is not null, $"{alert.Id} is urgent and not told");
        }
    }

    private static void AssertNoGaps(SilentWard ward)
    {
        foreach (var told in ward.Told.GroupBy(t => t.Alert.Id))
        {
            Assert.Equal(Enumerable.Range(1, told.Count()), told.Select(t => t.Alert.Version));
        }
    }

    private static void AssertSame(SilentWard a, SilentWard b)
    {
        Assert.Equal(a.Lines, b.Lines);
        Assert.Equal(a.Bytes(), b.Bytes());
    }
}
