using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Rpm.Dashboard.Patients;
using Rpm.Dashboard.Worklist;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Dashboard.Tests.Worklist;

public sealed class WorklistPageTests : BunitContext
{
    private readonly Book _book = new();

    public WorklistPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<IShiftBook>(_book);
        Services.AddSingleton<ICourses>(_book);
        Services.AddSingleton<IAlertDesk>(_book);
    }

    [Fact]
    [Trait("Control", "C-77")]
    public void Page_EscapesNames_SaysPriorityByMarkAndWord_WorstFirst()
    {
        var page = Show(Wards.Patient("p1") with { Name = "<b>Erika</b>" }, Wards.Patient("p2", Wards.Alert("a", AlertPriority.High)), Wards.Patient("p3", Wards.Alert("b", AlertPriority.Low)));

        Assert.Equal(["p2", "p3"], page.FindAll("tr.row").Select(r => r.GetAttribute("data-patient")));
        Assert.Equal("!!! High", page.Find("tr.row .mark").TextContent);
        Assert.DoesNotContain("<b>Erika", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Control", "C-144")]
    public void Page_AlertThatNobodyAnswers_SaysSoAtTheTop()
    {
        var page = Show(Wards.Patient("p1", Wards.Alert("a", AlertPriority.High) with { Unanswered = true }));

        Assert.Contains("1 alert went through every tier and nobody has answered.", page.Find("p.unanswered[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.True(page.Markup.IndexOf("unanswered", StringComparison.Ordinal) < page.Markup.IndexOf("<table", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Control", "C-170")]
    public void Acknowledge_WithoutAName_DoesNothingAndSaysWhy()
    {
        var page = Show(Wards.Patient("p1", Wards.Alert("a", AlertPriority.Medium)));

        page.Find("td.action button").Click();

        Assert.Contains("Give your name", page.Find(".answer").TextContent, StringComparison.Ordinal);
        Assert.Empty(_book.Acted);
    }

    [Fact]
    public void LateAndTestAlerts_AreMarked()
    {
        var page = Show(Wards.Patient("p1", Wards.Alert("a", AlertPriority.High) with { Late = true, Test = true }));

        Assert.Equal(["TEST", "late"], page.FindAll("td.what .remark").Select(r => r.TextContent));
        Assert.Equal("", page.Find(".worklist").GetAttribute("data-high"));
    }

    private IRenderedComponent<WorklistPage> Show(params WardPatient[] patients)
    {
        Services.AddSingleton<IWardSource>(new Still(Wards.Of(patients)));
        return Render<WorklistPage>();
    }

    private sealed class Still(Ward ward) : IWardSource
    {
        public Ward Read() => ward;

        public Task WaitAsync(Ward seen, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed class Book : IShiftBook, ICourses, IAlertDesk
    {
        public List<AlertAction> Acted { get; } = [];

        public IReadOnlyList<HandoverNote> Notes(int take) => [];

        public void Write(string text, string by) => throw new NotSupportedException();

        public IReadOnlySet<string> Panel(string person) => new HashSet<string>();

        public void SetPanel(string person, string patient, bool on) => throw new NotSupportedException();

        public Course? Of(string patient, Measure measure) => null;

        public Task<ChangeResult> ActAsync(AlertAction action, CancellationToken cancellationToken)
        {
            Acted.Add(action);
            return Task.FromResult(ChangeResult.Success);
        }

        public Task<IReadOnlyList<string>?> ExplainAsync(string alert, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>?>(null);

        public Task<ChangeResult> PauseAsync(string patient, Instant? until, string reason, string by, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
