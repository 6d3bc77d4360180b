using CsCheck;
using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.TimeSeries;

/// <summary>Readings and groups for the tests of the series stores.</summary>
internal static class Samples
{
    /// <summary>2026-11-01T00:00:00Z.</summary>
    public static readonly Instant Start = new(1_793_491_200_000);

    public static Reading Reading(string device, Kind kind, Instant time, params (Measure Measure, Quantity Quantity)[] values)
    {
        var reading = new Reading { Device = device, Kind = kind, Time = time, User = -1 };
        foreach (var (measure, quantity) in values)
        {
            reading.Values.Add(measure, quantity);
        }

        return reading;
    }

    public static Reading Glucose(string device, Instant time, long mantissa, byte decimals = 0, Unit unit = Unit.MilligramPerDecilitre, Comparator comparator = Comparator.None) =>
        Reading(device, Kind.Cgm, time, (Measure.Glucose, new Quantity(mantissa, decimals, unit, comparator)));

    public static Reading HeartRate(string device, Instant time, long rate) =>
        Reading(device, Kind.HeartRate, time, (Measure.HeartRate, new Quantity(rate, 0, Unit.PerMinute)));

    /// <summary>One group at position <paramref name="first"/>; entries come behind the readings.</summary>
    public static JournalGroup Group(long first, IReadOnlyList<(string Patient, Reading Reading)> readings, params JournalEntry[] entries)
    {
        var position = first;
        var ordinals = new Dictionary<(string, Kind, Instant), byte>();
        var committed = readings.Select(r =>
        {
            var key = (r.Reading.Device, r.Reading.Kind, r.Reading.Time);
            var ordinal = ordinals.GetValueOrDefault(key);
            ordinals[key] = (byte)(ordinal + 1);
            return new CommittedReading
            {
                Position = position++,
                Patient = r.Patient,
                Ordinal = ordinal,
                Received = r.Reading.Time + TimeSpan.FromSeconds(3),
                Reading = r.Reading,
            };
        }).ToArray();
        foreach (var entry in entries)
        {
            entry.Position = position++;
        }

        return new JournalGroup
        {
            Id = first,
            First = first,
            Last = position - 1,
            At = Start + TimeSpan.FromDays(60),
            Readings = committed,
            Entries = entries,
            Balance = default,
        };
    }

    /// <summary>Identifiers that some format or other chokes on.</summary>
    public static readonly IReadOnlyList<string> OddIdentifiers =
        [
            "plain", "with space", "a,b", "a=b", "back\\slash", "end\\", "a\\,b", "a\\\\", "quote\"d", "it's", "новый-прибор", "設備", "🩺",
            "#hash", "tab\tin", "line\nbreak,patient=evil x=1", "cr\r", "nul\0", " lead", "trail ", "\\", "a\\ b", "a\\=b",
        ];

    /// <summary>Those and more of their kind.</summary>
    public static readonly Gen<string> Identifier = Gen.OneOf(
        Gen.OneOf([.. OddIdentifiers]),
        Gen.String[Gen.Char["abz09 ,=\\\"'\n\u00e9\u4e16"], 1, 12]);

    /// <summary>A reading of any kind with members that the kind can have, in any accepted unit.</summary>
    public static Gen<Reading> AnyReading(Gen<string> device, Gen<Instant> time) =>
        from kind in Gen.OneOf([.. Kinds.All])
        from name in device
        from at in time
        from offset in Gen.Short[-720, 840]
        from user in Gen.Short[-1, 255]
        from quality in Gen.Int[0, 4095]
        from flags in Gen.Int[0, 31]
        from sequence in Gen.Long.Nullable()
        from id in Gen.Byte.Array[0, ReadingId.MaxLength]
        from error in Gen.Null(Gen.OneOf("E5", "", "cuff \"leak\"\\", "двойная"))
        from deviceTime in Gen.Long.Nullable()
        from members in Members(kind)
        select Make(kind.Kind, name, at, offset, user, quality, flags, sequence, id, error, deviceTime, members);

    private static Gen<(Measure, Quantity)[]> Members(KindDefinition kind)
    {
        var gens = kind.Members.Select(m =>
            from present in Gen.Bool
            from unit in Gen.OneOf([.. Measures.Of(m.Measure).AcceptedUnits])
            from decimals in Gen.Byte[0, 6]
            from mantissa in Gen.Long[-2_000_000, 2_000_000]
            from comparator in Gen.Enum<Comparator>()
            select (Present: present || m.Required, Value: (m.Measure, Quantity(m.Measure, mantissa, decimals, unit, comparator)))).ToArray();
        return gens.Aggregate(
            Gen.Const(Array.Empty<(Measure, Quantity)>()),
            (all, next) => all.Select(next, (some, one) => one.Present ? [.. some, one.Value] : some));
    }

    private static Quantity Quantity(Measure measure, long mantissa, byte decimals, Unit unit, Comparator comparator) => measure switch
    {
        Measure.Charging => new(Math.Abs(mantissa % 2), 0, Unit.None),
        Measure.Meal => new(1 + Math.Abs(mantissa % 5), 0, Unit.None),
        Measure.Sample => new(1 + Math.Abs(mantissa % 10), 0, Unit.None),
        Measure.Glucose => new(mantissa, decimals, unit, comparator),
        _ => new(mantissa, decimals, unit),
    };

    private static Reading Make(
        Kind kind, string device, Instant time, short offset, short user, int quality, int flags, long? sequence, byte[] id, string? error, long? deviceTime, (Measure, Quantity)[] members)
    {
        var reading = Reading(device, kind, time, members);
        reading.OffsetMinutes = offset;
        reading.User = user;
        reading.Quality = (QualityFlags)quality;
        reading.Flags = (ReadingFlags)flags;
        reading.Sequence = sequence;
        reading.DeviceTime = deviceTime;
        ReadingId.TryCreate(id, out reading.Id);
        if (kind == Kind.Status && error is not null)
        {
            reading.Status = new StatusText(error, null);
        }

        return reading;
    }
}
