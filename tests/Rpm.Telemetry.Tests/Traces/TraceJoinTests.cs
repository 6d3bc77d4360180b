using CsCheck;
using Rpm.Telemetry.Traces;

namespace Rpm.Telemetry.Tests.Traces;

public sealed class TraceJoinTests
{
    private const string At = "2020-05-01T08:00:00";

    [Fact]
    public void Join_SystolicAndDiastolic_AreOneBloodPressure()
    {
        var trace = Trace.Join($"p,{At},systolic,150,mmHg", $"p,{At},diastolic,100,mmHg", "p,2020-05-01T11:00:00,systolic,150,mmHg", "p,2020-05-01T11:00:00,diastolic,100,mmHg");

        Assert.Equal(["p blood-pressure systolic=150 diastolic=100", "p blood-pressure systolic=150 diastolic=100"], Describe(trace));
        Assert.Empty(trace.Skipped);
    }

    [Fact]
    public void Join_BedsideMinute_BecomesOneReadingPerSensor()
    {
        var trace = Trace.Join(
            $"s1,{At},heart_rate,92.3,bpm", $"s1,{At},systolic_art,118.5,mmHg", $"s1,{At},diastolic_art,60,mmHg", $"s1,{At},map_art,80.1,mmHg",
            $"s1,{At},pulse,91,bpm", $"s1,{At},resp_rate,18,/min", $"s1,{At},spo2,97.0,%", $"s1,{At},systolic,121,mmHg", $"s1,{At},diastolic,63,mmHg", $"s1,{At},map,82,mmHg");

        Assert.Equal(
            [
                "s1 heart-rate heartRate=92.3", "s1-art blood-pressure systolic=118.5 diastolic=60 map=80.1", "s1 pulse-oximetry pulse=91 spo2=97.0",
                "s1 respiratory-rate respiratoryRate=18", "s1 blood-pressure systolic=121 diastolic=63 map=82",
            ],
            Describe(trace));
        Assert.Equal(10, trace.Readings.Sum(r => r.Rows));
    }

    [Fact]
    public void Join_PulseWithoutSaturation_GoesWithTheCuff()
    {
        var trace = Trace.Join($"p,{At},systolic,120,mmHg", $"p,{At},diastolic,80,mmHg", $"p,{At},pulse,70,bpm");

        Assert.Equal(["p blood-pressure systolic=120 diastolic=80 pulse=70"], Describe(trace));
    }

    [Fact]
    public void Join_ZeroOfASensorThatIsOff_StaysZero()
    {
        var trace = Trace.Join($"s1,{At},spo2,0,%", $"s1,{At},pulse,0,bpm");

        Assert.Equal(["s1 pulse-oximetry pulse=0 spo2=0"], Describe(trace));
    }

    [Fact]
    public void Join_MeanPressureAlone_IsSkippedWithTheReason()
    {
        var trace = Trace.Join($"s1,{At},map,82,mmHg");

        Assert.Empty(trace.Readings);
        Assert.Equal(SkipReason.IncompletePanel, Assert.Single(trace.Skipped).Reason);
    }

    [Fact]
    public void Join_ExactDuplicate_IsSentTwiceAlike()
    {
        var trace = Trace.Join($"libre-2,{At},glucose_scan,8.3,mmol/L", $"libre-2,{At},glucose,8.1,mmol/L", $"libre-2,{At},glucose_scan,8.3,mmol/L");

        Assert.Equal(["libre-2-scan cgm glucose=8.3", "libre-2 cgm glucose=8.1", "libre-2-scan cgm glucose=8.3"], Describe(trace));
        Assert.Equal(trace.Readings[0].Values, trace.Readings[2].Values);
    }

    [Fact]
    public void Join_SubjectWithHash_GetsANameThatATopicTakes()
    {
        var trace = Trace.Join($"adult#001,{At},blood_glucose_true,138.56000000000108,mg/dL", $"adult#001,{At},glucose,160.93755752241984,mg/dL");

        Assert.Equal(["adult-001-true cgm glucose=138.56000000000108", "adult-001 cgm glucose=160.93755752241984"], Describe(trace));
    }

    [Theory]
    [InlineData("cadence,12,rpm", SkipReason.UnknownMetric)]
    [InlineData("glucose,5.8,mol", SkipReason.UnknownMetric)]
    [InlineData("glucose,--,mg/dL", SkipReason.Number)]
    [InlineData("glucose,,mg/dL", SkipReason.Number)]
    public void Join_RowThatIsNoMeasurement_IsSkippedWithTheReason(string rest, object reason)
    {
        var trace = Trace.Join($"p,{At},{rest}");

        Assert.Empty(trace.Readings);
        Assert.Equal(reason, Assert.Single(trace.Skipped).Reason);
    }

    [Fact]
    public void Join_AnyRows_AccountsForEveryOne()
    {
        var metric = OneOf("systolic,120,mmHg", "diastolic,80,mmHg", "map,90,mmHg", "pulse,70,bpm", "spo2,97,%", "glucose,100,mg/dL", "glucose,x,mg/dL", "nonsense,1,1", "heart_rate,0,bpm");
        var row = Gen.Select(OneOf("a", "b#"), Gen.Int[0, 3], metric, (subject, minute, m) => $"{subject},2020-05-01T08:0{minute}:00,{m}");

        row.Array[0, 40].Sample(rows =>
        {
            var trace = Trace.Join(rows);
            return trace.Rows == rows.Length && trace.Rows == trace.Readings.Sum(r => r.Rows) + trace.Skipped.Count
                && trace.Skipped.Select(s => s.Line).Distinct().Count() == trace.Skipped.Count;
        });
    }

    [Theory]
    [InlineData("bp_welltory.csv", 1_442, 721, 0, 28)]
    [InlineData("cgm_dexcom_clarity.csv", 2_148, 2_148, 0, 1)]
    [InlineData("cgm_hall2018.csv", 12_040, 12_040, 0, 6)]
    [InlineData("cgm_libreview_mmol.csv", 3_109, 3_109, 0, 2)]
    [InlineData("cgm_simglucose.csv", 8_658, 8_658, 0, 18)]
    [InlineData("vitals_mimic2_numerics.csv", 14_353, 8_130, 3, 3)]
    public void Join_SharedTrace_HasTheExpectedTotals(string name, int rows, int readings, int skipped, int devices)
    {
        var trace = SharedTraces.Join(name);

        Assert.Equal((rows, readings, skipped), (trace.Rows, trace.Readings.Count, trace.Skipped.Count));
        Assert.Equal(rows, trace.Readings.Sum(r => r.Rows) + trace.Skipped.Count);
        Assert.Equal(devices, trace.Readings.Select(r => r.Device).Distinct().Count());
    }

    [Fact]
    public void Join_SharedLibreTrace_KeepsItsElevenDuplicates()
    {
        var trace = SharedTraces.Join("cgm_libreview_mmol.csv");

        Assert.Equal(11, trace.Readings.Count - trace.Readings.Select(r => (r.Device, r.Kind, r.Clock, r.Values)).Distinct().Count());
    }

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static IEnumerable<string> Describe(JoinedTrace trace) => trace.Readings.Select(r =>
        $"{r.Device} {Kinds.Name(r.Kind)} " + string.Join(' ', Enumerable.Range(0, r.Values.Count).Select(i =>
            FormattableString.Invariant($"{Measures.Of(r.Values[i].Measure).Name}={r.Values[i].Quantity.ToDecimal()}"))));
}
