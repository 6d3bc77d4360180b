using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>One alert in place of many silent devices, case by case.</summary>
public class SilenceGroupsTests
{
    private readonly SilentWard _ward = new();

    [Fact]
    [Trait("Control", "C-90")]
    public void Silence_OneDevice_IsToldByItselfAfterTheWait()
    {
        _ward.Silence("p1").Wait(14.999);
        Assert.Empty(_ward.Told);
        _ward.Wait(0.001);
        var told = Assert.Single(_ward.Told);
        Assert.Equal(("p1", AlertChangeKind.Raised, SilentWard.Start), (told.Alert.Patient, told.Kind, told.Alert.Raised));
        Assert.True(_ward.Groups.Idle);
    }

    [Fact]
    [Trait("Control", "C-90")]
    public void Silence_WholeWard_IsOneAlertWithItsMembers()
    {
        _ward.Silence(0, 10).Wait(5).Silence(10, 20).Wait(10);
        var group = Assert.Single(_ward.Told).Alert;
        Assert.Equal(
            (EnginePatient.Id, EnginePatient.SilentDevices, "30 devices silent", AlertClass.Technical, AlertPriority.Low, 1),
            (group.Patient, group.Rule, group.Title, group.Class, group.Priority, group.Version));
        Assert.Equal(Kind.Cgm, group.Kind);
        Assert.Equal(30, group.Members.Count);
        Assert.Equal(new AlertMember("p0-1", "p0", "d-p0", Kind.Cgm, SilentWard.Start - TimeSpan.FromMinutes(20), null), group.Members[0]);
    }

    [Theory]
    [InlineData(4, 0, false)]
    [InlineData(5, 0, true)]
    [InlineData(5, 14, true)]
    [InlineData(5, 15, false)]
    public void Silence_TheNumberWithinTheWait_Groups(int patients, double spread, bool grouped)
    {
        _ward.Silence(0, 1).Wait(spread).Silence(1, patients - 1).Wait(30);
        Assert.Equal(grouped, _ward.GroupAlerts.Count == 1);
        Assert.Equal(grouped ? 0 : patients, _ward.ToldAlone.Count());
    }

    [Fact]
    public void Silence_SeveralKindsOfOnePatient_AreOnePatient()
    {
        foreach (var kind in new[] { Kind.Cgm, Kind.HeartRate, Kind.PulseOximetry, Kind.Weight, Kind.Temperature })
        {
            _ward.Silence("one", kind: kind);
        }

        Assert.Equal(5, _ward.Silence(0, 3).Wait(20).ToldAlone.Count(a => a.Patient == "one"));
        Assert.Empty(_ward.GroupAlerts);
    }

    [Fact]
    public void Silence_HeardWithinTheWait_IsToldWhole()
    {
        _ward.Silence("p1").Wait(5).Heard("p1").Wait(10);
        Assert.Equal([AlertChangeKind.Raised, AlertChangeKind.ResolvedByCondition], _ward.Told.Select(t => t.Kind));
    }

    [Theory]
    [InlineData(AlertPriority.High, false)]
    [InlineData(AlertPriority.Low, true)]
    [Trait("Control", "C-91")]
    public void Silence_Urgent_IsToldAtOnceAlsoWhileAGroupStands(AlertPriority priority, bool critical)
    {
        _ward.Silence("a", priority, critical: critical);
        Assert.Equal("a", Assert.Single(_ward.Told).Alert.Patient);
        _ward.Silence(0, 5).Wait(15);
        _ward.Silence("b", priority, critical: critical);
        Assert.Equal("b", _ward.Told[^1].Alert.Patient);
        Assert.Equal(5, _ward.GroupAlerts.Single().Members.Count);
    }

    [Fact]
    [Trait("Control", "C-91")]
    public void Member_ThatBecomesHigh_LeavesAtOnceAndIsToldWhole()
    {
        _ward.Silence(0, 6).Wait(15).Priority("p3", AlertPriority.High);
        Assert.Equal([("p3", 1), ("p3", 2)], _ward.ToldAlone.Select(a => (a.Patient, a.Version)));
        Assert.DoesNotContain(_ward.GroupAlerts.Single().Members, m => m.Patient == "p3");
        _ward.Heard("p3");
        Assert.Equal(AlertChangeKind.ResolvedByCondition, _ward.Told[^1].Kind);
    }

    [Fact]
    [Trait("Control", "C-91")]
    public void Waiting_ThatBecomesHigh_IsToldAtOnce()
    {
        _ward.Silence("p1").Wait(3).Priority("p1", AlertPriority.High);
        Assert.Equal(2, _ward.Told.Count);
    }

    [Fact]
    public void Silence_WhileAGroupStands_JoinsAndIsShownSoon()
    {
        _ward.Silence(0, 5).Wait(60).Silence("late").Wait(4.9);
        Assert.Single(_ward.Told);
        _ward.Wait(0.1);
        var group = _ward.GroupAlerts.Single();
        Assert.Equal(("6 devices silent", AlertChangeKind.MembersChanged), (group.Title, _ward.Told[^1].Kind));
        Assert.Empty(_ward.ToldAlone);
    }

    [Fact]
    [Trait("Control", "C-92")]
    public void Silence_BehindAnAcknowledgedGroup_TakesTheAcknowledgementBack()
    {
        _ward.Silence(0, 5).Wait(15);
        _ward.Acknowledge(_ward.GroupAlerts.Single());
        Assert.True(_ward.GroupAlerts.Single().Acknowledged);
        _ward.Wait(60);
        Assert.True(_ward.GroupAlerts.Single().Acknowledged);
        _ward.Silence("late").Wait(5);
        Assert.Equal(AlertChangeKind.Reraised, _ward.Told[^1].Kind);
        Assert.False(_ward.GroupAlerts.Single().Acknowledged);
    }

    [Fact]
    [Trait("Control", "C-92")]
    public void Group_WhoseMemberIsNoLongerAcknowledged_TakesItsOwnBack()
    {
        _ward.Silence(0, 5).Wait(15);
        _ward.Acknowledge(_ward.GroupAlerts.Single()).Wait(60).Reack("p2").Wait(5);
        Assert.Equal(AlertChangeKind.Reraised, _ward.Told[^1].Kind);
    }

    [Fact]
    public void Member_Escalated_EscalatesTheGroup()
    {
        _ward.Silence(0, 5).Wait(15).Escalate("p0").Escalate("p1").Escalate("p1");
        Assert.Equal([AlertChangeKind.Raised, AlertChangeKind.Escalated, AlertChangeKind.Escalated], _ward.Told.Select(t => t.Kind));
        Assert.Equal(3, _ward.GroupAlerts.Single().Tier);
    }

    [Theory]
    [InlineData(AlertChangeKind.Overdue)]
    [InlineData(AlertChangeKind.Unanswered)]
    [InlineData(AlertChangeKind.Renotified)]
    public void Member_ThatNobodyAnswered_IsToldByTheGroupOnce(AlertChangeKind kind)
    {
        _ward.Silence(0, 5).Wait(15);
        foreach (var i in Enumerable.Range(0, 5))
        {
            _ward.Happens("p" + i, kind).Wait(1);
        }

        Assert.Equal([AlertChangeKind.Raised, kind], _ward.Told.Select(t => t.Kind));
        Assert.Equal(kind == AlertChangeKind.Unanswered, _ward.GroupAlerts.Single().Unanswered);
        _ward.Acknowledge(_ward.GroupAlerts.Single());
        Assert.False(_ward.GroupAlerts.Single().Unanswered);

        // Raised again it may be told again.
        _ward.Wait(60).Reack("p0").Wait(5).Happens("p0", kind);
        Assert.Equal([AlertChangeKind.Acknowledged, AlertChangeKind.Reraised, kind], _ward.Told.Select(t => t.Kind).TakeLast(3));
    }

    [Fact]
    public void Member_OfMediumPriority_RaisesTheGroups()
    {
        _ward.Silence(0, 5).Wait(15).Silence("m", AlertPriority.Medium);
        Assert.Equal((AlertChangeKind.PriorityRaised, AlertPriority.Medium), (_ward.Told[^1].Kind, _ward.GroupAlerts.Single().Priority));
        _ward.Priority("p0", AlertPriority.Medium);
        Assert.Equal(2, _ward.Told.Count);
    }

    [Fact]
    [Trait("Control", "C-92")]
    public void Group_WithFewLeft_ResolvesAndTellsEachOfThemWhole()
    {
        _ward.Silence(0, 6).Wait(15).Heard(0, 3).Wait(60);
        Assert.True(_ward.GroupAlerts.Single().Active);
        _ward.Heard("p3").Wait(14.9);
        Assert.True(_ward.GroupAlerts.Single().Active);
        _ward.Wait(0.1);
        var group = _ward.GroupAlerts.Single();
        Assert.Equal((false, false, "condition-cleared"), (group.Active, group.Acknowledged, group.Resolution));
        Assert.Equal(["p4", "p5"], _ward.ToldAlone.Select(a => a.Patient));
        Assert.DoesNotContain(group.Members, m => m.Patient is "p4" or "p5");

        // Those who were heard again are seen with the group; those who were told go their own way.
        _ward.Acknowledge(group);
        Assert.True(_ward.Groups.Idle);
        _ward.Heard("p4");
        Assert.Equal(("p4", 2), (_ward.Told[^1].Alert.Patient, _ward.Told[^1].Alert.Version));
        Assert.Equal(["p4", "p5"], _ward.Alerts.Where(a => a.Active || !a.Acknowledged).Select(a => a.Patient).Order());
    }

    [Fact]
    public void Group_AllHeardAtOnce_ResolvesWithoutTellingAnybody()
    {
        _ward.Silence(0, 30).Wait(15).Heard(0, 30).Wait(15);
        Assert.Empty(_ward.ToldAlone);
        Assert.False(_ward.GroupAlerts.Single().Active);
    }

    [Fact]
    public void Group_ThatRecoversWithinTheWait_Stands()
    {
        _ward.Silence(0, 5).Wait(15).Heard(0, 4).Wait(10).Silence(10, 4).Wait(60);
        Assert.True(_ward.GroupAlerts.Single().Active);
        Assert.Empty(_ward.ToldAlone);
    }

    [Fact]
    public void Test_AndReal_AreApart()
    {
        for (var i = 0; i < 4; i++)
        {
            _ward.Silence("r" + i).Silence("t" + i, test: true);
        }

        _ward.Silence("t4", test: true).Wait(20);
        var group = _ward.GroupAlerts.Single();
        Assert.True(group.Test);
        Assert.Equal(5, group.Members.Count);
        Assert.Equal(["r0", "r1", "r2", "r3"], _ward.ToldAlone.Select(a => a.Patient));
    }

    [Fact]
    [Trait("Control", "C-92")]
    public void Resolve_WhileDevicesAreSilent_TakesTheReasonWrongDataAndLeavesNobodyBehind()
    {
        _ward.Silence(0, 5).Wait(15);
        var group = _ward.GroupAlerts.Single();
        var resolve = new AlertAction(AlertActionKind.Resolve, group.Id, group.Patient, "nurse", Reason: "better");
        Assert.Equal(AlertActionResult.ConditionHolds, _ward.Act(resolve).Result);
        _ward.ResolveOwn("p0-1").ResolveOwn("p1-2");
        Assert.Equal(AlertActionResult.Done, _ward.Act(resolve with { Reason = "wrong-data" }).Result);
        Assert.False(_ward.GroupAlerts.Single().Active);
        Assert.Equal(["p2", "p3", "p4"], _ward.ToldAlone.Select(a => a.Patient));
        Assert.True(_ward.Groups.Idle);
    }

    [Fact]
    public void Erase_OfAMember_LeavesNothingOfHim()
    {
        _ward.Silence(0, 6).Wait(15).Silence("w", test: true).Erase("p2").Erase("w").Wait(60);
        Assert.DoesNotContain(_ward.GroupAlerts.Single().Members, m => m.Patient == "p2");
        Assert.Equal("5 devices silent", _ward.GroupAlerts.Single().Title);
        Assert.Empty(_ward.ToldAlone);
        Assert.DoesNotContain("p2-", System.Text.Encoding.UTF8.GetString(_ward.Bytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void Act_AssignCommentSnooze_AreTheGroups()
    {
        _ward.Silence(0, 5).Wait(15);
        var group = _ward.GroupAlerts.Single();
        var act = new AlertAction(AlertActionKind.Assign, group.Id, group.Patient, "nurse", Assignee: "it");
        Assert.Equal(AlertActionResult.Done, _ward.Act(act).Result);
        Assert.Equal(AlertActionResult.Done, _ward.Act(act with { Kind = AlertActionKind.Comment, Note = "called" }).Result);
        Assert.Equal(AlertActionResult.Incomplete, _ward.Act(act with { Kind = AlertActionKind.Comment }).Result);
        Assert.Equal(AlertActionResult.SnoozeOutOfBounds, _ward.Act(act with { Kind = AlertActionKind.Snooze, Until = _ward.Now + TimeSpan.FromDays(2) }).Result);
        Assert.Equal(AlertActionResult.Done, _ward.Act(act with { Kind = AlertActionKind.Snooze, Until = _ward.Now + TimeSpan.FromHours(1) }).Result);
        Assert.Equal(AlertActionResult.Incomplete, _ward.Act(act with { By = " " }).Result);
        Assert.Equal(AlertActionResult.NotFound, _ward.Act(act with { Alert = "other" }).Result);
        Assert.Equal(("it", _ward.Now + TimeSpan.FromHours(1)), (_ward.GroupAlerts.Single().Assignee, _ward.GroupAlerts.Single().SnoozedUntil));
        _ward.Wait(3600);
        Assert.Equal((AlertChangeKind.Renotified, null), (_ward.Told[^1].Kind, _ward.GroupAlerts.Single().SnoozedUntil));
    }

    [Fact]
    public void History_OfAGroupThatComesAndGoes_StaysShort()
    {
        _ward.Silence(0, 10).Wait(15);
        for (var i = 0; i < 50; i++)
        {
            _ward.Heard("p" + (i % 5)).Wait(10).Silence("p" + (i % 5)).Wait(10);
        }

        var group = _ward.GroupAlerts.Single();
        Assert.True(group.Version > 50);
        Assert.Equal([AlertChangeKind.Raised, AlertChangeKind.MembersChanged], group.History.Select(h => h.Change));
    }

    [Fact]
    public void Read_OfALaterFormatOrDamaged_Refuses()
    {
        _ward.Silence(0, 6).Wait(15).Silence("w").Heard("p1");
        var bytes = _ward.Bytes();
        Assert.Equal(bytes, Bytes(SilenceGroups.Read(bytes)));
        Assert.Throws<InvalidDataException>(() => SilenceGroups.Read(bytes.AsSpan(0, bytes.Length / 2)));
        Assert.Throws<InvalidDataException>(() => SilenceGroups.Read([.. bytes, 0]));
        bytes[0]++;
        Assert.Contains("newer program", Assert.Throws<InvalidDataException>(() => SilenceGroups.Read(bytes)).Message, StringComparison.Ordinal);
        Assert.True(SilenceGroups.Read([]).Idle);
    }

    private static byte[] Bytes(SilenceGroups groups)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        groups.Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
