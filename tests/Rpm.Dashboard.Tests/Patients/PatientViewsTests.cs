using Microsoft.Extensions.Time.Testing;
using Rpm.Dashboard.Charts;
using Rpm.Dashboard.Patients;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Tests.Patients;

public class PatientViewsTests
{
    private readonly FakePatients _patients = new();
    private readonly FakeTimeProvider _clock = new(Samples.Now.ToDateTimeOffset());

    [Fact]
    public async Task Read_UnknownPatient_IsNone() =>
        Assert.Null(await Views().ReadAsync("nobody", PatientRange.Of("24h"), null, default));

    [Fact]
    [Trait("Control", "C-182")]
    public async Task Read_NineDaysOfThirty_ShowNoShares()
    {
        _patients.Stored.AddRange(Samples.GlucoseOf(TimeSpan.FromDays(9), _ => 100));

        var glucose = (await ReadAsync("30d")).Glucose!;

        Assert.Null(glucose.Parts);
        Assert.NotEqual(Rpm.Rules.Statistics.DataSufficiency.Enough, glucose.Statistics.Sufficiency);
    }

    [Fact]
    [Trait("Control", "C-182")]
    public async Task Read_AFortnight_HasPartsThatSumToAHundred_AlsoWhenADayIsShown()
    {
        _patients.Stored.AddRange(Samples.GlucoseOf(TimeSpan.FromDays(14), i => (i % 10) switch { 0 => 50, 1 => 60, 2 => 200, 3 => 260, _ => 120 }));

        var view = await ReadAsync("24h");

        Assert.Equal(["10 %", "10 %", "60 %", "10 %", "10 %"], ShareText.Of([.. view.Glucose!.Parts!.Select(p => p.Share)]));
        Assert.Equal(14, view.Glucose.PeriodDays);
        Assert.Equal(289, view.Glucose.Chart.Of);
        Assert.Equal(5, view.Glucose.Chart.Bands.Count);
    }

    // 10.0 mmol/L is in range. Drawn in mg/dL it is 180.156, and judged it is not.
    [Fact]
    [Trait("Control", "C-182")]
    public async Task Read_TheOtherUnit_IsDrawnConvertedAndJudgedAsSent()
    {
        _patients.Stored.AddRange(Samples.GlucoseOf(TimeSpan.FromDays(14), _ => 10.0, Unit.MillimolePerLitre));

        var glucose = (await ReadAsync("24h")).Glucose!;

        Assert.Equal(100, glucose.Parts!.Single(p => p.Label == "In range").Share);
        Assert.Equal(180.156, glucose.Chart.Series[0].Points.First().Value, 1e-6);
        Assert.True(glucose.Mixed);
    }

    [Fact]
    [Trait("Control", "C-180")]
    public async Task Read_AMonth_DrawsAtMostSixHundredPointsAndTheLowest()
    {
        _patients.Stored.AddRange(Samples.GlucoseOf(TimeSpan.FromDays(30), i => i == 5000 ? 44 : 120 + (i % 40)));

        var chart = (await ReadAsync("30d")).Glucose!.Chart;

        Assert.InRange(chart.Drawn, 300, Downsampling.Most);
        Assert.Equal(8640, chart.Of);
        Assert.Contains(chart.Series[0].Points, p => p.Value == 44);
    }

    [Fact]
    public async Task Read_WithdrawnOrInvalid_IsInTheTableOnly()
    {
        _patients.Stored.Add(Samples.Glucose(Samples.Now - TimeSpan.FromMinutes(20), 100));
        _patients.Stored.Add(Samples.Glucose(Samples.Now - TimeSpan.FromMinutes(15), 30) with { Withdrawn = "wrong (nurse)" });
        _patients.Stored.Add(Samples.Glucose(Samples.Now - TimeSpan.FromMinutes(10), 31, quality: QualityFlags.Invalid));

        var view = await ReadAsync("24h");

        Assert.Equal(1, view.Glucose!.Chart.Of);
        Assert.Equal(1, view.Glucose.Statistics.Readings);
        Assert.Equal(3, view.Newest[Kind.Cgm].Count);
    }

    [Fact]
    public async Task Read_TestAndLate_AreMarkedAndCounted()
    {
        _patients.Stored.Add(Samples.Glucose(Samples.Now - TimeSpan.FromHours(2), 100, flags: ReadingFlags.Test));
        _patients.Stored.Add(Samples.Glucose(Samples.Now - TimeSpan.FromHours(1), 100, after: TimeSpan.FromMinutes(31)));

        var view = await ReadAsync("24h");

        Assert.Equal((1, 1), (view.Test, view.Late));
        Assert.Equal([PointMarks.Test, PointMarks.Late], view.Glucose!.Chart.Series[0].Of);
    }

    [Fact]
    public async Task Read_NewestGlucose_HasArrowChangeAndTheUnitSent()
    {
        for (var i = 3; i >= 0; i--)
        {
            _patients.Stored.Add(Samples.Glucose(Samples.Now - TimeSpan.FromMinutes(5 * i), 9.0 - (0.7 * (3 - i)), Unit.MillimolePerLitre));
        }

        _patients.Latest.Add(new LatestValue(Kind.Cgm, Measure.Glucose, new Quantity(69, 1, Unit.MillimolePerLitre), Samples.Now, false));

        var tile = Assert.Single((await ReadAsync("24h")).Tiles);

        Assert.Equal(("124", "mg/dL", "6.9 mmol/L", "−13 mg/dL"), (tile.Value, tile.Unit, tile.Sent, tile.Change));
        Assert.Equal("falling fast", tile.Trend!.Word);
    }

    [Fact]
    public async Task Read_TwoReadings_ShowNoArrow()
    {
        _patients.Stored.Add(Samples.Glucose(Samples.Now - TimeSpan.FromMinutes(5), 100));
        _patients.Stored.Add(Samples.Glucose(Samples.Now, 140));
        _patients.Latest.Add(new LatestValue(Kind.Cgm, Measure.Glucose, new Quantity(140, 0, Unit.MilligramPerDecilitre), Samples.Now, false));

        var tile = Assert.Single((await ReadAsync("24h")).Tiles);

        Assert.Null(tile.Trend);
        Assert.Equal("+40 mg/dL", tile.Change);
    }

    [Fact]
    public async Task Read_BloodPressure_IsRangesWithPulseAndSittings()
    {
        for (var day = 0; day < 3; day++)
        {
            _patients.Stored.Add(Samples.Pressure(Samples.Now - TimeSpan.FromDays(day) - TimeSpan.FromHours(5), 140, 90, 70));
            _patients.Stored.Add(Samples.Pressure(Samples.Now - TimeSpan.FromDays(day) - TimeSpan.FromHours(5) + TimeSpan.FromMinutes(3), 120, 80, 60));
        }

        var pressure = (await ReadAsync("7d")).Pressure!;

        Assert.Equal(ChartKind.Range, pressure.Chart.Kind);
        Assert.Contains(pressure.Chart.Series[0].Points, p => p is { Value: 140, Low: 90, Text: "140/90" });
        Assert.NotNull(pressure.Pulse);
        Assert.Equal((3, 130.0, 85.0, true), (pressure.Statistics.Morning!.Sittings, pressure.Statistics.Morning.Systolic, pressure.Statistics.Morning.Diastolic, pressure.Statistics.Morning.IsEnough));
    }

    [Fact]
    public async Task Read_AgainWithinSeconds_IsNotReadAgain_UntilSomethingChanged()
    {
        var views = Views();
        var first = await views.ReadAsync("anna", PatientRange.Of("24h"), null, default);

        Assert.Same(first, await views.ReadAsync("anna", PatientRange.Of("24h"), null, default));
        views.Forget("anna");
        var second = await views.ReadAsync("anna", PatientRange.Of("24h"), null, default);
        Assert.NotSame(first, second);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.NotSame(second, await views.ReadAsync("anna", PatientRange.Of("24h"), null, default));
    }

    [Fact]
    public void Age_IsWholeYearsOnThePatientsDay() =>
        Assert.Equal((75, 76), (Samples.Card.AgeAt(Samples.Now), Samples.Card.AgeAt(Samples.Now + TimeSpan.FromHours(10.5))));

    private PatientViews Views() => new(_patients, new SiteUnits(Unit.MilligramPerDecilitre), _clock);

    private async Task<PatientView> ReadAsync(string range) => (await Views().ReadAsync("anna", PatientRange.Of(range), null, default))!;
}
