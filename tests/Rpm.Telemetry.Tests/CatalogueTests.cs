using System.Text;

namespace Rpm.Telemetry.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public void Kinds_OfTheContract_HaveTheirNamesAndBounds()
    {
        Assert.Equal(
            ["blood-pressure 1.00:00:00", "pulse-oximetry 00:15:00", "cgm 00:30:00", "glucose 1.00:00:00", "heart-rate 00:15:00",
             "temperature 1.00:00:00", "weight 7.00:00:00", "respiratory-rate 1.00:00:00", "status "],
            Kinds.All.Select(k => $"{k.Name} {k.LateAfter}"));
        Assert.Equal(Enum.GetValues<Kind>(), Kinds.All.Select(k => k.Kind));
    }

    [Fact]
    public void Kinds_Members_AreTheContracts() => Assert.Equal(
        ["SYSTOLIC DIASTOLIC map pulse", "SPO2 pulse perfusion", "GLUCOSE rate", "GLUCOSE meal sample", "HEARTRATE", "TEMPERATURE", "WEIGHT",
         "RESPIRATORYRATE", "battery charging signal"],
        Kinds.All.Select(k => string.Join(' ', k.Members.Select(m => m.Required ? m.Name.ToUpperInvariant() : m.Name))));

    [Fact]
    public void Kinds_ThatRequireAUnit_AreTheContracts() =>
        Assert.Equal([Kind.Cgm, Kind.Glucose, Kind.Temperature, Kind.Weight], Kinds.All.Where(k => k.UnitRequired).Select(k => k.Kind));

    [Fact]
    public void Names_BothWays_AreTheSame()
    {
        foreach (var kind in Kinds.All)
        {
            Assert.InRange(kind.Members.Count, 1, MeasureValues.Capacity);
            Assert.True(Kinds.TryParse(kind.Name, out var back) && back == kind.Kind);
            Assert.True(Kinds.TryParse(Encoding.UTF8.GetBytes(kind.Name), out back) && back == kind.Kind);
            Assert.Equal(kind.Name, Encoding.UTF8.GetString(Kinds.Utf8Name(kind.Kind)));
        }

        foreach (var measure in Measures.All)
        {
            Assert.True(Measures.TryParse(measure.Name, out var back) && back == measure.Measure);
            Assert.Equal(measure.Name, Encoding.UTF8.GetString(Measures.Utf8Name(measure.Measure)));
            Assert.Equal(measure.CanonicalUnit, measure.AcceptedUnits[0]);
        }

        Assert.Equal(Enum.GetValues<Measure>(), Measures.All.Select(m => m.Measure));
        foreach (var unit in Enum.GetValues<Unit>().Where(u => u != Unit.None))
        {
            Assert.True(Units.TryParse(Units.Ucum(unit), out var back) && back == unit);
            Assert.True(Units.TryParse(Units.Utf8Ucum(unit), out back) && back == unit);
        }
    }

    [Fact]
    public void IsLate_AtTheBound_IsNotYet()
    {
        var taken = Decoding.At("2026-11-23T08:00:00Z");
        Assert.False(Kinds.Of(Kind.Cgm).IsLate(taken, taken + TimeSpan.FromMinutes(30)));
        Assert.True(Kinds.Of(Kind.Cgm).IsLate(taken, taken + TimeSpan.FromMilliseconds((30 * 60_000) + 1)));
        Assert.False(Kinds.Of(Kind.Status).IsLate(taken, taken + TimeSpan.FromDays(300)));
    }

    [Theory]
    [InlineData(Kind.BloodPressure, Measure.Pulse, Unit.PerMinute, "8867-4", 149546)]
    [InlineData(Kind.PulseOximetry, Measure.Pulse, Unit.PerMinute, "8867-4 8889-8", 149530)]
    [InlineData(Kind.PulseOximetry, Measure.Spo2, Unit.Percent, "2708-6 59408-5", 150456)]
    [InlineData(Kind.PulseOximetry, Measure.Perfusion, Unit.Percent, "61006-3", 150448)]
    [InlineData(Kind.Cgm, Measure.Glucose, Unit.MilligramPerDecilitre, "99504-3", 160212)]
    [InlineData(Kind.Cgm, Measure.Glucose, Unit.MillimolePerLitre, "105272-9", 160212)]
    [InlineData(Kind.Glucose, Measure.Glucose, Unit.MilligramPerDecilitre, "41653-7", 160184)]
    [InlineData(Kind.Glucose, Measure.Glucose, Unit.MillimolePerLitre, "14743-9", 160184)]
    [InlineData(Kind.BloodPressure, Measure.Systolic, Unit.Kilopascal, "8480-6", 150021)]
    [InlineData(Kind.BloodPressure, Measure.Diastolic, Unit.MillimetreOfMercury, "8462-4", 150022)]
    [InlineData(Kind.BloodPressure, Measure.Map, Unit.MillimetreOfMercury, "8478-0", 150023)]
    [InlineData(Kind.Temperature, Measure.Temperature, Unit.Fahrenheit, "8310-5", 150364)]
    [InlineData(Kind.Weight, Measure.Weight, Unit.Kilogram, "29463-7", 188736)]
    [InlineData(Kind.RespiratoryRate, Measure.RespiratoryRate, Unit.PerMinute, "9279-1", 151562)]
    [InlineData(Kind.HeartRate, Measure.HeartRate, Unit.PerMinute, "8867-4", 147842)]
    [InlineData(Kind.Status, Measure.Battery, Unit.Percent, "", null)]
    public void Coding_OfMember_IsTheStandards(Kind kind, Measure measure, Unit unit, string loinc, int? mdc)
    {
        var coding = Measures.Coding(kind, measure, unit);
        Assert.Equal(loinc, string.Join(' ', coding.Loinc.Select(l => l.Code)));
        Assert.Equal(mdc, coding.Mdc?.Code);
    }

    [Theory]
    [InlineData(SampleType.CapillaryPlasma, "41653-7", 160188)]
    [InlineData(SampleType.VenousPlasma, "2345-7", 160196)]
    [InlineData(SampleType.InterstitialFluid, "99504-3", 160212)]
    [InlineData(SampleType.UndeterminedPlasma, "41653-7", 160368)]
    public void Coding_OfMeterGlucose_FollowsTheSample(SampleType sample, string loinc, int mdc)
    {
        var coding = Measures.Coding(Kind.Glucose, Measure.Glucose, Unit.MilligramPerDecilitre, sample);
        Assert.Equal((loinc, mdc), (coding.Loinc[0].Code, coding.Mdc!.Code));
    }

    [Theory]
    [InlineData("mmHg", Unit.MillimetreOfMercury)]
    [InlineData("kPa", Unit.Kilopascal)]
    [InlineData("C", Unit.Celsius)]
    [InlineData("F", Unit.Fahrenheit)]
    [InlineData("°F", Unit.Fahrenheit)]
    [InlineData("lb", Unit.Pound)]
    [InlineData("mg/dl", Unit.MilligramPerDecilitre)]
    [InlineData("bpm", Unit.PerMinute)]
    public void TryParse_OfWhatSendersWrite_IsTheUnit(string text, Unit unit)
    {
        Assert.True(Units.TryParse(text, out var parsed));
        Assert.Equal(unit, parsed);
        Assert.True(Units.TryParse(Encoding.UTF8.GetBytes(text), out parsed));
        Assert.Equal(unit, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("st")]
    [InlineData("K")]
    [InlineData("KPA")]
    [InlineData("mmol")]
    public void TryParse_OfAnotherUnit_IsFalse(string text) => Assert.False(Units.TryParse(text, out _));

    [Theory]
    [InlineData(10, Unit.MillimolePerLitre, 180.156)]
    [InlineData(16, Unit.Kilopascal, 120.009872)]
    [InlineData(98.6, Unit.Fahrenheit, 37)]
    [InlineData(100, Unit.Pound, 45.359237)]
    [InlineData(80500, Unit.Gram, 80.5)]
    [InlineData(97, Unit.Percent, 97)]
    public void ToCanonical_OfValue_ConvertsAndBack(double value, Unit unit, double canonical)
    {
        Assert.Equal(canonical, Units.ToCanonical(value, unit), 9);
        Assert.Equal(value, Units.FromCanonical(canonical, unit), 9);
    }

    [Theory]
    [InlineData("40 mg/dL", 40, 0, Unit.MilligramPerDecilitre)]
    [InlineData(" 2.20  mmol/L ", 220, 2, Unit.MillimolePerLitre)]
    public void Quantity_OfText_KeepsDecimals(string text, long mantissa, byte decimals, Unit unit)
    {
        Assert.True(Quantity.TryParse(text, out var quantity));
        Assert.Equal(new Quantity(mantissa, decimals, unit), quantity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("40")]
    [InlineData("40 furlongs")]
    [InlineData("forty mg/dL")]
    public void Quantity_OfAnythingElse_IsFalse(string text) => Assert.False(Quantity.TryParse(text, out _));
}
