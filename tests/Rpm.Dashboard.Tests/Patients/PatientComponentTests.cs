using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rpm.Dashboard.Charts;
using Rpm.Dashboard.Patients;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Tests.Patients;

public sealed class PatientComponentTests : BunitContext
{
    private readonly FakePatients _patients = new();
    private readonly FakeTimeProvider _clock = new(Samples.Now.ToDateTimeOffset());

    public PatientComponentTests()
    {
        Services.AddSingleton<IPatientRecords>(_patients);
        Services.AddSingleton<IPatientCommands>(_patients);
        this.AddAuthorization().SetAuthorized("nurse");
    }

    [Fact]
    [Trait("Control", "C-180")]
    public async Task Chart_AGap_IsTwoPaths()
    {
        _patients.Stored.AddRange(Samples.GlucoseOf(TimeSpan.FromHours(10), _ => 100).Where(s => s.Time < Samples.Now - TimeSpan.FromHours(6) || s.Time > Samples.Now - TimeSpan.FromHours(4)));

        var model = (await View()).Glucose!.Chart;

        var chart = Render<Chart>(p => p.Add(c => c.Model, model));

        Assert.Equal(2, chart.FindAll("path.line").Count);
        Assert.Equal(5, chart.FindAll("rect.band").Count);
        Assert.DoesNotContain("style=", chart.Markup, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Control", "C-184")]
    public async Task Exclude_WithoutReason_CannotBeConfirmed_AndWithOneNamesWhoDidIt()
    {
        _patients.Stored.Add(Samples.Glucose(Samples.Now, 100));
        var changed = 0;
        var view = await View();
        var table = Render<ReadingTable>(p => p.Add(t => t.View, view).Add(t => t.Kind, Kind.Cgm).Add(t => t.OnChanged, () => changed++));

        Assert.Empty(table.FindAll(".confirm"));
        table.Find(".row-actions button").Click();
        Assert.True(table.Find(".danger").HasAttribute("disabled"));
        table.Find(".confirm").Submit();
        Assert.Empty(_patients.Asked);

        table.Find(".reason").Input("compression low");
        Assert.False(table.Find(".danger").HasAttribute("disabled"));
        table.Find(".confirm").Submit();

        Assert.Equal([$"exclude cgm-1 {Samples.Now} because compression low by nurse"], _patients.Asked);
        Assert.Equal(1, changed);
        Assert.Empty(table.FindAll(".confirm"));
    }

    [Fact]
    [Trait("Control", "C-184")]
    public async Task NotTheirs_SaysHowManyReadingsLeaveBeforeItIsConfirmed()
    {
        _patients.Stored.Add(Samples.Glucose(Samples.Now, 100));
        var view = await View();
        var table = Render<ReadingTable>(p => p.Add(t => t.View, view).Add(t => t.Kind, Kind.Cgm));

        table.FindAll(".row-actions button")[1].Click();
        table.FindAll(".confirm input[type=radio]")[1].Change(true);

        Assert.Contains("37 stored readings leave this patient", table.Find(".confirm p").TextContent, StringComparison.Ordinal);
        table.Find(".reason").Input("worn by the neighbour");
        table.Find(".confirm").Submit();
        Assert.Equal(["not theirs FromHereOn cgm-1 because worn by the neighbour by nurse"], _patients.Asked);
    }

    [Fact]
    [Trait("Control", "C-184")]
    public async Task Exclude_Refused_SaysWhyAndStaysOpen()
    {
        _patients.Stored.Add(Samples.Glucose(Samples.Now, 100));
        _patients.Answer = ChangeResult.Refused("The reading is withdrawn already.");
        var view = await View();
        var table = Render<ReadingTable>(p => p.Add(t => t.View, view).Add(t => t.Kind, Kind.Cgm));

        table.Find(".row-actions button").Click();
        table.Find(".reason").Input("x");
        table.Find(".confirm").Submit();

        Assert.Contains("withdrawn already", table.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Control", "C-183")]
    public void Limit_IsPreviewedAndSetWithReasonAndPrescriber()
    {
        _patients.Rows.Add(new PatientLimitRow(
            "oximetry", "Pulse oximetry", "low", "SpO₂ is low below", "Masimo", "88 %", "88 %", "70 %", "94 %", Unit.Percent, true, "pack's default", null));
        _patients.Preview = new LimitPreview(14, 40_320, 9, 2, [new LimitPreviewRule("SpO₂ low", "high", 9, 2)], [new PreviewedAlert("SpO₂ low", "high", Samples.Now, "87 %")], []);
        var limits = Render<LimitSection>(p => p.Add(l => l.Patient, "anna").Add(l => l.Zone, TimeZoneInfo.Utc));

        limits.Find("[data-limit='oximetry/low'] button").Click();
        limits.Find(".limit-value").Input("85");
        limits.FindAll(".confirm button")[0].Click();

        Assert.Contains("would have raised 2 alerts; with the limits in force 9", limits.Find(".preview p").TextContent, StringComparison.Ordinal);
        Assert.True(limits.FindAll(".confirm button")[1].HasAttribute("disabled"));
        limits.Find(".reason").Input("COPD");
        limits.Find(".prescriber").Input("Dr Weber");
        limits.Find(".confirm").Submit();
        Assert.Equal(["preview oximetry/low 85 % 14", "set oximetry/low 85 % because COPD by nurse, prescriber 'Dr Weber'"], _patients.Asked);
        Assert.Empty(limits.FindAll(".confirm"));
    }

    [Fact]
    [Trait("Control", "C-181")]
    public void ShareBar_FiveParts_AreWordsThatSumToAHundred()
    {
        SharePart[] parts = [new("Very low", "below 54", "very-low", 0.2), new("Low", "below 70", "low", 3.1), new("In range", "70–180", "in-range", 75.4), new("High", "above 180", "high", 17.1), new("Very high", "above 250", "very-high", 4.2)];

        var bar = Render<ShareBar>(p => p.Add(b => b.Parts, parts));

        Assert.Equal(["<1 %", "3 %", "76 %", "17 %", "4 %"], bar.FindAll("dd").Select(d => d.TextContent));
    }

    private async Task<PatientView> View() =>
        (await new PatientViews(_patients, new SiteUnits(Unit.MilligramPerDecilitre), _clock).ReadAsync("anna", PatientRange.Of("24h"), null, default))!;
}
