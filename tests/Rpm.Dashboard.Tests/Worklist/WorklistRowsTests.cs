using Rpm.Dashboard.Worklist;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Dashboard.Tests.Worklist;

public sealed class WorklistRowsTests
{
    [Fact]
    [Trait("Control", "C-172")]
    public void All_UnacknowledgedThenPriorityThenOldest_OneRowAPatient()
    {
        var ward = Wards.Of(
            Wards.Patient("none"),
            Wards.Patient("seen-high", Wards.Alert("a", AlertPriority.High, acknowledged: true)),
            Wards.Patient("young-low", Wards.Alert("b", AlertPriority.Low, minutes: 1)),
            Wards.Patient("old-low", Wards.Alert("c", AlertPriority.Low, minutes: 60)),
            Wards.Patient("high", Wards.Alert("d", AlertPriority.Low, minutes: 90), Wards.Alert("e", AlertPriority.High, minutes: 1), Wards.Alert("f", AlertPriority.High, acknowledged: true)));

        var rows = WorklistRows.All(ward);

        Assert.Equal(["high", "old-low", "young-low", "seen-high", "none"], rows.Select(r => r.Patient.Id));
        Assert.Equal("e", rows[0].Alert!.Id);
        Assert.Equal(["d", "f"], rows[0].Others.Select(a => a.Id));
    }

    [Fact]
    public void Unmeasured_IsOfThePatientsDay_AndOnlyOfThoseWhoWearSomething()
    {
        // 23:30 UTC of the day before is today already in Tokyo, and not yet in London.
        var yesterday = new[] { Wards.Glucose(100, Unit.MilligramPerDecilitre, TimeSpan.FromHours(12.5)) };
        var tokyo = Wards.Patient("tokyo") with { Zone = "Asia/Tokyo", Latest = yesterday };
        var london = Wards.Patient("london") with { Zone = "Europe/London", Latest = yesterday };
        var bare = Wards.Patient("bare") with { Wears = false };
        var unknown = Wards.Patient("unknown") with { Latest = null };
        var filter = WorklistFilter.None.Toggle(WorklistFilter.Unmeasured);

        var wanted = WorklistRows.All(Wards.Of(tokyo, london, bare, unknown)).Where(r => WorklistRows.Wants(filter, r, null, new HashSet<string>()));

        Assert.Equal(["london"], wanted.Select(r => r.Patient.Id));
    }

    [Fact]
    public void Wants_MineAndPanel_AreThePersons()
    {
        var mine = Wards.Alert("a", AlertPriority.High, acknowledged: true) with { AcknowledgedBy = "Park", History = [new AlertHistoryEntry(2, Wards.Now, AlertChangeKind.Acknowledged, "Park", null, AlertPriority.High)] };
        var rows = WorklistRows.All(Wards.Of(Wards.Patient("p1", mine), Wards.Patient("p2", Wards.Alert("b", AlertPriority.High))));
        var mineOnly = WorklistFilter.None.Toggle(WorklistFilter.Mine);

        Assert.Equal(["p1"], rows.Where(r => WorklistRows.Wants(mineOnly, r, "Park", new HashSet<string>())).Select(r => r.Patient.Id));
        Assert.DoesNotContain(rows, r => WorklistRows.Wants(mineOnly, r, null, new HashSet<string>()));
        Assert.Equal(["p2"], rows.Where(r => WorklistRows.Wants(WorklistFilter.None with { Panel = true }, r, "Park", new HashSet<string> { "p2" })).Select(r => r.Patient.Id));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?priority=high,medium&show=new&panel=mine&q=O%27Brien")]
    [InlineData("/?show=everyone")]
    public void Filter_FromItsAddress_IsTheSame(string address)
    {
        var query = System.Web.HttpUtility.ParseQueryString(address.Contains('?', StringComparison.Ordinal) ? address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..] : "");

        Assert.Equal(address, WorklistFilter.Parse(query["priority"], query["show"], query["panel"], query["q"]).ToAddress());
    }

    [Fact]
    public void Filter_UnknownWords_AskForNothing() => Assert.Equal("/", WorklistFilter.Parse("huge", "<b>", "yours", " ").ToAddress());

    [Theory]
    [InlineData(AlertPriority.High, 15)]
    [InlineData(AlertPriority.Medium, 240)]
    [InlineData(AlertPriority.Low, 1440)]
    [Trait("Control", "C-173")]
    public void Snooze_OffersNothingBeyondThePrioritysBound(AlertPriority priority, int longest) => Assert.Equal(longest, SnoozeChoices.For(priority).Max());

    [Fact]
    public void Owner_IsTheLaterOfAcknowledgedAndAssigned()
    {
        AlertHistoryEntry Entry(AlertChangeKind change, string by) => new(1, Wards.Now, change, by, null, AlertPriority.High);
        var alert = Wards.Alert("a", AlertPriority.High) with { Assignee = "Boyd", History = [Entry(AlertChangeKind.Acknowledged, "Park"), Entry(AlertChangeKind.Assigned, "Park")] };

        Assert.Equal("Boyd", AlertOwner.Of(alert));
        Assert.Equal("Bell", AlertOwner.Of(alert with { History = [.. alert.History, Entry(AlertChangeKind.Acknowledged, "Bell")] }));
        Assert.Equal(TimeSpan.FromMinutes(10), AlertOwner.TimeToAcknowledge(alert));
    }

    [Fact]
    [Trait("Control", "C-174")]
    public void Value_GlucoseIsInTheSitesUnit_EverythingElseAsSent()
    {
        Assert.Equal("2.7 mmol/L", WorklistValue.Of(new Quantity(49, 0, Unit.MilligramPerDecilitre), Measure.Glucose, Unit.MillimolePerLitre));
        Assert.Equal("49 mg/dL", WorklistValue.Of(new Quantity(49, 0, Unit.MilligramPerDecilitre), Measure.Glucose, Unit.MilligramPerDecilitre));
        Assert.Equal("below 2.2 mmol/L", WorklistValue.Of(new Quantity(40, 0, Unit.MilligramPerDecilitre, Comparator.Low), Measure.Glucose, Unit.MillimolePerLitre));
        Assert.Equal("182 mmHg", WorklistValue.Of(new Quantity(182, 0, Unit.MillimetreOfMercury), Measure.Systolic, Unit.MillimolePerLitre));
        Assert.Equal("5.6 mmol/L", WorklistValue.OfCanonical(100, Measure.Glucose, Unit.MillimolePerLitre));
    }

    [Fact]
    public void Worst_IsTheMostExtremeSinceTheAlert()
    {
        CourseSlot Slot(int minutesAgo, double least, double most) => new(Wards.Now - TimeSpan.FromMinutes(minutesAgo), least, most, most);
        var course = new Course([Slot(200, 30, 200), Slot(20, 50, 60), Slot(8, 41, 70)]);

        Assert.Equal(41, course.Worst(Wards.Now - TimeSpan.FromMinutes(18), low: true));
        Assert.Equal(70, course.Worst(Wards.Now - TimeSpan.FromMinutes(18), low: false));
        Assert.Null(course.Worst(Wards.Now, low: true));
    }
}
