using System.Text;
using CsCheck;

namespace Rpm.Telemetry.Tests;

/// <summary>Readings for property tests: all that the contract's JSON can carry.</summary>
internal static class Readings
{
    private static readonly QualityFlags AllQuality =
        Enum.GetValues<QualityFlags>().Aggregate(QualityFlags.None, (all, flag) => all | flag) & ~QualityFlags.SensorOff;

    private static readonly Gen<string> Names = Gen.String[Gen.Char[' ', 'ÿ'], 1, 20].Where(s => !string.IsNullOrEmpty(s));

    public static readonly Gen<Reading> Any =
        from kind in OneOf(Enum.GetValues<Kind>())
        from values in Values(kind)
        from device in Names
        from age in Gen.Long[0, 300L * 24 * 3600 * 1000]
        from offset in Gen.Int[-14 * 60, 14 * 60]
        from user in Gen.Int[-1, 255]
        from quality in Gen.Int[0, (int)AllQuality]
        from flags in Gen.Int[0, 7]
        from sequence in Gen.Long.Nullable()
        from id in Gen.String[Gen.Char['\u0001', 'ÿ'], 0, 20]
        from error in Names.Null()
        from firmware in Names.Null()
        select new Reading
        {
            Device = device,
            Kind = kind,
            Time = new Instant(Decoding.Received.UnixMilliseconds - age),
            OffsetMinutes = (short)offset,
            User = (short)user,
            Quality = (QualityFlags)quality & AllQuality,
            Flags = (ReadingFlags)flags,
            Sequence = sequence,
            Id = ReadingId.Create(id),
            Values = values,
            Status = kind == Kind.Status && (error ?? firmware) is not null ? new StatusText(error, firmware) : null,
        };

    private static Gen<MeasureValues> Values(Kind kind) => kind switch
    {
        Kind.BloodPressure =>
            from kpa in Gen.Bool
            from sys in Gen.Int[100, 250]
            from dia in Gen.Int[40, 99]
            from map in Gen.Int[0, 100].Nullable()
            from pulse in Number(300, 2000, 1, Unit.PerMinute).Nullable()
            select Pressures(kpa, sys, dia, map, pulse),
        Kind.PulseOximetry =>
            from spo2 in Number(700, 1000, 1, Unit.Percent)
            from pulse in Number(30, 200, 0, Unit.PerMinute).Nullable()
            from perfusion in Number(0, 3000, 2, Unit.Percent).Nullable()
            select Of((Measure.Spo2, spo2), (Measure.Pulse, pulse), (Measure.Perfusion, perfusion)),
        Kind.Cgm =>
            from glucose in Glucose
            from rate in Gen.Long[-500, 500].Nullable()
            select Of(
                (Measure.Glucose, glucose),
                (Measure.GlucoseRate, rate is { } r ? new Quantity(r, 2, Units.PerMinuteOf(glucose.Unit)) : null)),
        Kind.Glucose =>
            from glucose in Glucose
            from meal in Gen.Int[1, 5].Nullable()
            from sample in Gen.Int[1, 9].Nullable()
            select Of((Measure.Glucose, glucose), (Measure.Meal, Code(meal)), (Measure.Sample, Code(sample))),
        Kind.HeartRate => Number(15, 300, 0, Unit.PerMinute).Select(q => Of((Measure.HeartRate, q))),
        Kind.Temperature => Gen.OneOf(Number(2500, 4500, 2, Unit.Celsius), Number(770, 1130, 1, Unit.Fahrenheit)).Select(q => Of((Measure.Temperature, q))),
        Kind.Weight => Gen.OneOf(Number(5, 5000, 1, Unit.Kilogram), Number(500, 500_000, 0, Unit.Gram), Number(20, 11000, 1, Unit.Pound))
            .Select(q => Of((Measure.Weight, q))),
        Kind.RespiratoryRate => Number(1, 100, 0, Unit.PerMinute).Select(q => Of((Measure.RespiratoryRate, q))),
        _ =>
            from battery in Number(0, 100, 0, Unit.Percent).Nullable()
            from charging in Gen.Int[0, 1].Nullable()
            from signal in Number(-120, 0, 0, Unit.None).Nullable()
            select Of((Measure.Battery, battery), (Measure.Charging, Code(charging)), (Measure.Signal, signal)),
    };

    private static Gen<Quantity> Glucose => Gen.OneOf(
        Number(10, 1000, 0, Unit.MilligramPerDecilitre),
        Number(60, 550, 1, Unit.MillimolePerLitre),
        OneOf(
            new Quantity(40, 0, Unit.MilligramPerDecilitre, Comparator.Low), new Quantity(400, 0, Unit.MilligramPerDecilitre, Comparator.High),
            new Quantity(22, 1, Unit.MillimolePerLitre, Comparator.Low), new Quantity(222, 1, Unit.MillimolePerLitre, Comparator.High)));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Quantity> Number(long low, long high, byte decimals, Unit unit) =>
        Gen.Long[low, high].Select(mantissa => new Quantity(mantissa, decimals, unit));

    private static Quantity? Code(int? code) => code is { } c ? new Quantity(c, 0, Unit.None) : null;

    // In kPa with two decimals: a tenth of the same number of mmHg is plausible for systolic, diastolic and mean alike.
    private static MeasureValues Pressures(bool kpa, int sys, int dia, int? mapPercent, Quantity? pulse)
    {
        Quantity Pressure(int value) => kpa ? new Quantity(value * 10, 2, Unit.Kilopascal) : new Quantity(value, 0, Unit.MillimetreOfMercury);
        return Of(
            (Measure.Systolic, Pressure(sys)), (Measure.Diastolic, Pressure(dia)),
            (Measure.Map, mapPercent is { } p ? Pressure(dia + ((sys - dia) * p / 100)) : null), (Measure.Pulse, pulse));
    }

    private static MeasureValues Of(params ReadOnlySpan<(Measure Measure, Quantity? Quantity)> members)
    {
        var values = default(MeasureValues);
        foreach (var (measure, quantity) in members)
        {
            if (quantity is { } present)
            {
                values.Add(measure, present);
            }
        }

        return values;
    }
}
