using System.Globalization;
using System.Text.Json;
using Rpm.Telemetry.Gatt;

namespace Rpm.Telemetry.Tests.Gatt;

/// <summary>
/// Values with the fields that other people's test suites, captures and the specification expect of them. Every member of an
/// expectation must be known here: one that is not fails.
/// </summary>
public sealed class GattVectorTests
{
    [Fact]
    [Trait("Control", "C-131")]
    public void TryParse_OfEveryVector_GivesTheExpectedFields()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.PathOf("gatt-vectors.json")));
        var faults = new List<string>();
        var count = 0;
        foreach (var vector in document.RootElement.EnumerateArray())
        {
            count++;
            var id = vector.GetProperty("id").GetString();
            var value = Convert.FromHexString(vector.GetProperty("hex").GetString()!);
            var (fields, fault) = Fields(vector.GetProperty("characteristic").GetString()!, value);
            var expected = vector.GetProperty("expected");
            if (expected.TryGetProperty("error", out var error))
            {
                Check(faults, $"{id} error", error.GetString() is "truncated" or "badSize" ? fault.Any : null, true);
                continue;
            }

            Check(faults, $"{id} fault", fault.ToString(), "");
            Compare(faults, id!, expected, fields);
        }

        Assert.Empty(faults);
        Assert.Equal(99, count);
    }

    private static void Compare(List<string> faults, string path, JsonElement expected, IReadOnlyDictionary<string, object?> fields)
    {
        foreach (var member in expected.EnumerateObject())
        {
            var name = $"{path} {member.Name}";
            if (!fields.TryGetValue(member.Name, out var found))
            {
                faults.Add($"{name} is not known");
            }
            else if (found is IReadOnlyDictionary<string, object?> nested && member.Value.ValueKind == JsonValueKind.Object)
            {
                Compare(faults, name, member.Value, nested);
            }
            else if (found is IReadOnlyList<IReadOnlyDictionary<string, object?>> records)
            {
                Check(faults, name, records.Count, member.Value.GetArrayLength());
                foreach (var (record, index) in member.Value.EnumerateArray().Select((r, i) => (r, i)))
                {
                    Compare(faults, $"{name}[{index}]", record, records[index]);
                }
            }
            else
            {
                Check(faults, name, found, member.Value.ValueKind switch
                {
                    JsonValueKind.Null => null,
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    JsonValueKind.String => member.Value.GetString(),
                    JsonValueKind.Array => string.Join(',', member.Value.EnumerateArray()),
                    _ => decimal.Parse(member.Value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture),
                });
            }
        }
    }

    private static void Check(List<string> faults, string what, object? found, object? expected)
    {
        if (expected is decimal && found is not (null or string or bool))
        {
            found = Convert.ToDecimal(found, CultureInfo.InvariantCulture);
        }

        if (!Equals(found is string text ? text : found, expected))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {found ?? "null"} instead of {expected ?? "null"}"));
        }
    }

    private static (IReadOnlyDictionary<string, object?> Fields, GattFault Fault) Fields(string characteristic, byte[] value)
    {
        GattFault fault;
        switch (characteristic)
        {
            case "2A35" or "2A36":
                _ = BloodPressureMeasurement.TryParse(value, out var pressure, out fault);
                return (Of(pressure), fault);
            case "2A5E":
                _ = PlxSpotCheckMeasurement.TryParse(value, out var spot, out fault);
                return (Of(spot), fault);
            case "2A5F":
                _ = PlxContinuousMeasurement.TryParse(value, out var continuous, out fault);
                return (Of(continuous), fault);
            case "2AA7":
                return Records(value);
            case "2AA8":
                _ = CgmFeature.TryParse(value, out var feature, out fault);
                return (new Dictionary<string, object?> { ["crcValid"] = feature.CrcIsValid }, fault);
            case "2AA9":
                _ = CgmStatus.TryParse(value, out var status, out fault);
                return (new Dictionary<string, object?>
                {
                    ["timeOffset"] = status.TimeOffset,
                    ["status"] = (int)status.Status,
                    ["crc"] = status.Crc,
                    ["crcValid"] = status.CrcIsValid,
                }, fault);
            case "2AAA":
                _ = CgmSessionStart.TryParse(value, out var start, out fault);
                return (new Dictionary<string, object?>
                {
                    ["startTime"] = Text(start.Time),
                    ["timeZoneQuarterHours"] = start.Zone,
                    ["dstOffset"] = start.Daylight,
                    ["crc"] = start.Crc,
                    ["crcValid"] = start.CrcIsValid,
                    ["utcOffsetMinutes"] = start.Zone * 15, // of the zone alone, without the daylight saving that the vector has too
                }, fault);
            case "2AAB":
                _ = CgmSessionRunTime.TryParse(value, out var run, out fault);
                return (new Dictionary<string, object?> { ["runTimeHours"] = run.Hours, ["crc"] = run.Crc, ["crcValid"] = run.CrcIsValid }, fault);
            case "CGM-CRC":
                return (new Dictionary<string, object?> { ["crc"] = GattCrc.Of(value) }, default);
            case "2A18":
                _ = GlucoseMeasurement.TryParse(value, out var glucose, out fault);
                return (Of(glucose), fault);
            case "2A37":
                return HeartRate(value);
            case "2A1C":
                _ = TemperatureMeasurement.TryParse(value, out var temperature, out fault);
                return (new Dictionary<string, object?>
                {
                    ["temperature"] = Number(temperature.Temperature),
                    ["unit"] = temperature.Unit == Unit.Celsius ? "C" : "F",
                    ["timestamp"] = Text(temperature.Time),
                    ["type"] = temperature.Type,
                }, fault);
            case "2A9D":
                _ = WeightMeasurement.TryParse(value, out var weight, out fault);
                return (new Dictionary<string, object?>
                {
                    ["weight"] = weight.Weight?.ToDecimal(),
                    ["unit"] = weight.Imperial ? "lb" : "kg",
                    ["userId"] = weight.User,
                    ["bmi"] = weight.Bmi / 10m,
                    ["height"] = weight.Height / 1000m,
                }, fault);
            case "2A08":
                return (new Dictionary<string, object?> { ["dateTime"] = Text(DateTime(value, out fault)) }, fault);
            case "SFLOAT":
                return (new Dictionary<string, object?> { ["value"] = Number(MedFloat.FromSfloat(BitConverter.ToUInt16(value))) }, default);
            case "FLOAT":
                return (new Dictionary<string, object?> { ["value"] = Number(MedFloat.FromFloat(BitConverter.ToUInt32(value))) }, default);
            default:
                throw new ArgumentOutOfRangeException(nameof(characteristic), characteristic, "no decoder");
        }
    }

    // The temperature's layout, for its time stamp.
    private static GattDateTime? DateTime(byte[] value, out GattFault fault)
    {
        _ = TemperatureMeasurement.TryParse([2, 0, 0, 0, 0, .. value], out var measurement, out fault);
        return measurement.Time;
    }

    private static (IReadOnlyDictionary<string, object?>, GattFault) HeartRate(byte[] value)
    {
        _ = HeartRateMeasurement.TryParse(value, out var measurement, out var fault);
        var intervals = new List<int>();
        for (var i = 0; i < measurement.Intervals; i++)
        {
            intervals.Add(measurement.Interval(i));
        }

        return (new Dictionary<string, object?>
        {
            ["heartRate"] = measurement.HeartRate,
            ["energyKJ"] = measurement.Energy,
            ["rr1024"] = string.Join(',', intervals),
            ["contact"] = measurement.Contact switch { SensorContact.Detected => "detected", SensorContact.NotDetected => "notDetected", _ => "notSupported" },
        }, fault);
    }

    private static (IReadOnlyDictionary<string, object?>, GattFault) Records(byte[] value)
    {
        var records = new List<IReadOnlyDictionary<string, object?>>();
        var at = 0;
        do
        {
            var start = at;
            if (!CgmMeasurement.TryParse(value, ref at, out var record, out var fault))
            {
                return (new Dictionary<string, object?>(), fault);
            }

            records.Add(new Dictionary<string, object?>
            {
                ["glucose"] = Number(record.Glucose),
                ["timeOffset"] = record.TimeOffset,
                ["statusOctet"] = record.StatusOctet,
                ["calTempOctet"] = record.CalibrationOctet,
                ["warningOctet"] = record.WarningOctet,
                ["trend"] = Number(record.Trend),
                ["quality"] = Number(record.Quality),
                ["crc"] = record.Crc,
                ["crcValid"] = record.CrcIsValid,
                ["crcCalculated"] = GattCrc.Of(value.AsSpan(start, at - start - 2)),
            });
        }
        while (at < value.Length);
        return (new Dictionary<string, object?> { ["records"] = records }, default);
    }

    private static Dictionary<string, object?> Of(BloodPressureMeasurement measurement) => new()
    {
        ["systolic"] = Number(measurement.Systolic),
        ["diastolic"] = Number(measurement.Diastolic),
        ["map"] = Number(measurement.Map),
        ["cuffPressure"] = Number(measurement.Systolic),
        ["unit"] = measurement.Unit == Unit.Kilopascal ? "kPa" : "mmHg",
        ["pulseRate"] = Number(measurement.Pulse),
        ["userId"] = measurement.User,
        ["timestamp"] = Text(measurement.Time),
        ["status"] = measurement.Status is not { } status ? null : new Dictionary<string, object?>
        {
            ["bodyMovement"] = status.HasFlag(PressureStatuses.BodyMovement),
            ["cuffTooLoose"] = status.HasFlag(PressureStatuses.CuffTooLoose),
            ["irregularPulse"] = status.HasFlag(PressureStatuses.IrregularPulse),
            ["improperPosition"] = status.HasFlag(PressureStatuses.ImproperPosition),
            ["pulseRateRange"] = status.HasFlag(PressureStatuses.PulseAboveRange) ? "above" : status.HasFlag(PressureStatuses.PulseBelowRange) ? "below" : "within",
        },
    };

    private static Dictionary<string, object?> Of(PlxSpotCheckMeasurement measurement) => new()
    {
        ["spo2"] = Number(measurement.Spo2),
        ["pulseRate"] = Number(measurement.Pulse),
        ["timestamp"] = Text(measurement.Time),
        ["measurementStatus"] = (int?)measurement.Status,
        ["deviceSensorStatus"] = (int?)measurement.SensorStatus,
        ["pulseAmplitudeIndex"] = Number(measurement.Perfusion),
    };

    private static Dictionary<string, object?> Of(PlxContinuousMeasurement measurement) => new()
    {
        ["spo2"] = Number(measurement.Spo2),
        ["pulseRate"] = Number(measurement.Pulse),
        ["spo2Fast"] = Number(measurement.FastSpo2),
        ["pulseRateFast"] = Number(measurement.FastPulse),
        ["spo2Slow"] = Number(measurement.SlowSpo2),
        ["pulseRateSlow"] = Number(measurement.SlowPulse),
        ["measurementStatus"] = (int?)measurement.Status,
        ["deviceSensorStatus"] = (int?)measurement.SensorStatus,
        ["pulseAmplitudeIndex"] = Number(measurement.Perfusion),
    };

    private static Dictionary<string, object?> Of(GlucoseMeasurement measurement) => new()
    {
        ["sequence"] = measurement.Sequence,
        ["baseTime"] = Text(measurement.BaseTime),
        ["concentration"] = Number(measurement.Concentration),
        ["unit"] = measurement.Moles ? "mol/L" : "kg/L",
        ["type"] = measurement.Type,
        ["sampleLocation"] = measurement.Location,
        ["sensorStatus"] = (int?)measurement.Status,
        ["contextFollows"] = measurement.ContextFollows,
    };

    private static object? Number(MedFloat? number) => number is not { } value ? null : value.Class switch
    {
        MedFloatClass.Number => value.TryToQuantity(Unit.None, 0, out var quantity) ? quantity.ToDecimal() : "too large",
        MedFloatClass.NotANumber => "NaN",
        MedFloatClass.NotAtThisResolution => "NRes",
        MedFloatClass.PositiveInfinity => "+INF",
        MedFloatClass.NegativeInfinity => "-INF",
        _ => "RFU",
    };

    private static string? Text(GattDateTime? time) => time is not { } t ? null
        : string.Create(CultureInfo.InvariantCulture, $"{t.Year:0000}-{t.Month:00}-{t.Day:00}T{t.Hours:00}:{t.Minutes:00}:{t.Seconds:00}");
}
