using Rpm.Telemetry.Gatt;
using static Rpm.Telemetry.Tests.Gatt.GattDecoding;

namespace Rpm.Telemetry.Tests.Gatt;

public sealed class GattReadingsTests
{
    // 128/82 mmHg, MAP NaN, 2026-11-23 09:40:00 on the device's clock, pulse 71.
    private const string Pressure = "06 8000 5200 FF07 EA070B17092800 4700";

    // 97 %, 71/min.
    private const string Oximetry = "00 6100 4700";

    [Theory]
    [InlineData("+01:00", null, "2026-11-23T08:40:00Z", 60)]
    [InlineData("Europe/Berlin", null, "2026-11-23T08:40:00Z", 60)]
    [InlineData(null, "Europe/Berlin", "2026-11-23T08:40:00Z", 60)]
    [InlineData("Europe/London", "Europe/Berlin", "2026-11-23T09:40:00Z", 0)]
    public void Decode_TimeStampInAKnownZone_IsTheTime(string? zone, string? registered, string time, int offset)
    {
        var batch = Decode(GattCharacteristic.BloodPressureMeasurement, Pressure, "2026-11-23T08:41:00Z", zone, registeredZone: registered);
        if (Decoding.At(time) - Decoding.Received > TimeSpan.FromMinutes(5))
        {
            Assert.Equal(RejectReason.TimeInFuture, Decoding.Rejected(batch).Reason);
            return;
        }

        var reading = Decoding.Single(batch);
        Assert.Equal((Decoding.At(time), (short)offset, ReadingFlags.None, null), (reading.Time, reading.OffsetMinutes, reading.Flags, reading.DeviceTime));
    }

    [Fact]
    [Trait("Control", "C-133")]
    public void Decode_TimeStampInNoKnownZone_TakesTheReceiptAndKeepsTheDevicesTime()
    {
        var reading = Decoding.Single(Decode(GattCharacteristic.BloodPressureMeasurement, Pressure, "2026-11-23T09:44:30+01:00"));
        Assert.Equal((Decoding.At(Now), (short)60, ReadingFlags.GatewayTime), (reading.Time, reading.OffsetMinutes, reading.Flags));
        Assert.Equal(Decoding.At("2026-11-23T09:40:00Z").UnixMilliseconds, reading.DeviceTime);
        Assert.Equal(3, reading.Values.Count); // without the MAP that is NaN
    }

    [Theory]
    [InlineData(null, null, RejectReason.MissingTime)]
    [InlineData("2026-11-23T08:44:30", null, RejectReason.TimeWithoutZone)]
    [InlineData("just now", null, RejectReason.InvalidValue)]
    [InlineData(Now, "Europe/Atlantis", RejectReason.InvalidValue)]
    [InlineData(Now, "../../etc/passwd", RejectReason.InvalidValue)]
    [InlineData("2026-11-23T08:51:00Z", null, RejectReason.TimeInFuture)]
    [Trait("Control", "C-133")]
    public void Decode_WithoutATimeThatCanBeUsed_SaysWhy(string? received, string? zone, RejectReason reason) =>
        Assert.Equal(reason, Decoding.Rejected(Decode(GattCharacteristic.PlxContinuousMeasurement, Oximetry, received, zone)).Reason);

    [Theory]
    [InlineData("10 6100 4700 E807 0B1D 1708", null)] // clock not set, no time stamp: bytes too many
    [InlineData("11 6100 4700 EA07 0B17 092800", GattCharacteristic.PlxSpotCheckMeasurement)]
    public void Decode_ClockThatWasNeverSet_IsNotBelieved(string hex, GattCharacteristic? good)
    {
        var batch = Decode(GattCharacteristic.PlxSpotCheckMeasurement, hex, zone: "Z");
        if (good is null)
        {
            Assert.Equal(RejectReason.Malformed, Decoding.Rejected(batch).Reason);
            return;
        }

        var reading = Decoding.Single(batch);
        Assert.Equal((Decoding.At(Now), ReadingFlags.GatewayTime), (reading.Time, reading.Flags));
        Assert.NotNull(reading.DeviceTime);
    }

    [Theory]
    [InlineData(GattCharacteristic.BloodPressureMeasurement, "06 8000 5200 FF07 EA07", 9)]
    [InlineData(GattCharacteristic.BloodPressureMeasurement, "00 8000 5200 FF07 47", 7)]
    [InlineData(GattCharacteristic.TemperatureMeasurement, "02 6C0100FF EA070D17092800", 5)] // month 13
    [InlineData(GattCharacteristic.CgmMeasurement, "06 00 7800 1E00 05 00 7700 1D00", 6)]
    [InlineData(GattCharacteristic.WeightMeasurement, "", 0)]
    [Trait("Control", "C-131")]
    public void Decode_BytesThatDoNotFit_AreMalformedWithTheOffset(GattCharacteristic characteristic, string hex, int offset)
    {
        var rejection = Decoding.Rejected(Decode(characteristic, hex, sessionStart: Now));
        Assert.Equal((-1, RejectReason.Malformed), (rejection.Index, rejection.Reason));
        Assert.Matches($@"\bbyte {offset}\b", rejection.Detail);
    }

    [Theory]
    [InlineData("02 6100 4700 0004", QualityFlags.Demonstration)]
    [InlineData("02 6100 4700 0008", QualityFlags.Demonstration)]
    [InlineData("02 6100 4700 0080", QualityFlags.Invalid)]
    [InlineData("02 6100 4700 0020", QualityFlags.Invalid)]
    [InlineData("02 6100 4700 0010", QualityFlags.Calibration)]
    [InlineData("02 6100 4700 4040", QualityFlags.Early | QualityFlags.Questionable)]
    [InlineData("04 6100 4700 200000", QualityFlags.LowPerfusion)]
    [InlineData("04 6100 4700 0040FF", QualityFlags.Invalid)]
    [InlineData("04 6100 4700 002000", QualityFlags.Position)]
    [InlineData("04 6100 4700 1004F0", QualityFlags.WeakSignal)]
    [Trait("Control", "C-130")]
    public void Decode_OximeterStatus_BecomesQuality(string hex, QualityFlags quality) =>
        Assert.Equal(quality, Decoding.Single(Decode(GattCharacteristic.PlxSpotCheckMeasurement, hex)).Quality);

    [Theory]
    [InlineData("00 FF07 FF07")]
    [InlineData("00 7F00 FF00")]
    [InlineData("00 0000 0000")]
    [InlineData("08 FF07 FF07 000800")]
    [Trait("Control", "C-130")]
    public void Decode_OximeterWithoutAReading_IsASensorThatIsOffAndHasNoValue(string hex)
    {
        var reading = Decoding.Single(Decode(GattCharacteristic.PlxContinuousMeasurement, hex));
        Assert.Equal(QualityFlags.SensorOff, reading.Quality & QualityFlags.SensorOff);
        Assert.False(reading.Values.TryGet(Measure.Spo2, out _));
    }

    [Fact]
    public void Decode_CuffStatus_BecomesQuality() => Assert.Equal(
        QualityFlags.Movement | QualityFlags.CuffLoose | QualityFlags.IrregularPulse | QualityFlags.Position,
        Decoding.Single(Decode(GattCharacteristic.BloodPressureMeasurement, "10 8000 5200 FF07 E7FF")).Quality);

    [Theory]
    [InlineData(GattCharacteristic.IntermediateCuffPressure, "00 8000 FF07 FF07")]
    [InlineData(GattCharacteristic.GlucoseMeasurementContext, "02 0100 03")]
    [InlineData(GattCharacteristic.GlucoseMeasurement, "02 0100 EA070B17082800 6EB0 1A")] // type 10
    [InlineData(GattCharacteristic.GlucoseMeasurement, "02 0100 EA070B17082800 6EB0 41")] // location 4
    [Trait("Control", "C-130")]
    public void Decode_WhatIsNotThePatients_IsNotAMeasurement(GattCharacteristic characteristic, string hex) =>
        Assert.Equal(RejectReason.NotAMeasurement, Decoding.Rejected(Decode(characteristic, hex, zone: "Z")).Reason);

    [Fact]
    public void Decode_Glucose_KeepsTheDigitsInTheUsersUnit()
    {
        var mass = Decoding.Single(Decode(GattCharacteristic.GlucoseMeasurement, "03 0700 EA070B17082800 FFFF 6EB0 11", zone: "Z", context: "02070003"));
        Assert.Equal((7L, Decoding.At("2026-11-23T08:39:00Z")), (mass.Sequence, mass.Time));
        Assert.Equal("110 mg/dL", Text(mass, Measure.Glucose));
        Assert.Equal("3", Text(mass, Measure.Meal));
        Assert.Equal("1", Text(mass, Measure.Sample));
        Assert.Equal("5.8 mmol/L", Text(Decoding.Single(Decode(GattCharacteristic.GlucoseMeasurement, "06 0700 EA070B17082800 3AC0 F1", zone: "Z")), Measure.Glucose));
    }

    [Theory]
    [InlineData("08 0700 EA070B17082800 0200", "", RejectReason.MissingValue)]
    [InlineData("02 0700 EA070B17082800 6EB0 F1", "02080003", RejectReason.Malformed)]
    [InlineData("02 0700 EA070B17082800 6EB0 F1", "02x", RejectReason.Malformed)]
    public void Decode_GlucoseThatCannotBeUsed_SaysWhy(string hex, string context, RejectReason reason) =>
        Assert.Equal(reason, Decoding.Rejected(Decode(GattCharacteristic.GlucoseMeasurement, hex, zone: "Z", context: context)).Reason);

    [Theory]
    [InlineData("0A 0700 EA070B17082800 FE07 F1 0000", ">400 mg/dL")]
    [InlineData("0A 0700 EA070B17082800 0208 F1 0000", "<40 mg/dL")]
    [InlineData("0A 0700 EA070B17082800 6EB0 F1 2000", ">400 mg/dL")]
    [InlineData("0A 0700 EA070B17082800 6EB0 F1 4000", "<40 mg/dL")]
    public void Decode_GlucoseBeyondTheRange_IsLowOrHigh(string hex, string glucose) =>
        Assert.Equal(glucose, Text(Decoding.Single(Decode(GattCharacteristic.GlucoseMeasurement, hex, zone: "Z")), Measure.Glucose));

    [Fact]
    [Trait("Control", "C-130")]
    public void Decode_MeterWithAFault_IsInvalid() => Assert.Equal(
        QualityFlags.Invalid, Decoding.Single(Decode(GattCharacteristic.GlucoseMeasurement, "0A 0700 EA070B17082800 6EB0 F1 8000", zone: "Z")).Quality);

    [Theory]
    [InlineData("2026-11-23T08:00:00Z")]
    [InlineData("EA070B170900000400")] // 09:00, four quarters east
    [InlineData("EA070B170A00000404")] // 10:00, with summer time
    public void Decode_CgmRecords_CountFromTheSessionsStart(string start)
    {
        var batch = Decode(GattCharacteristic.CgmMeasurement, "060078001E00 08 01 7700 1D00 FEFF", sessionStart: start);
        Assert.Empty(batch.Rejections);
        Assert.Equal([Decoding.At("2026-11-23T08:30:00Z"), Decoding.At("2026-11-23T08:29:00Z")], batch.Readings.ToArray().Select(r => r.Time));
        Assert.Equal([0, 1], batch.Indexes.ToArray());
        Assert.Equal("119 mg/dL", Text(batch.Readings[1], Measure.Glucose));
        Assert.Equal("-0.2 mg/dL/min", Text(batch.Readings[1], Measure.GlucoseRate));
    }

    [Theory]
    [InlineData(null, RejectReason.NoSessionStart)]
    [InlineData("EA070B17080000800000", RejectReason.InvalidValue)]
    [InlineData("EA070B170800008000", RejectReason.TimeWithoutZone)]
    [InlineData("2026-11-23T08:00:00", RejectReason.TimeWithoutZone)]
    [InlineData("00000000080000" + "0000", RejectReason.NoSessionStart)]
    [InlineData("EA0702170800000000ABCD", RejectReason.BadCrc)]
    public void Decode_CgmWithoutASessionsStart_RefusesEachRecord(string? start, RejectReason reason)
    {
        var batch = Decode(GattCharacteristic.CgmMeasurement, "060078001E00 060077001D00", sessionStart: start);
        Assert.Equal(0, batch.Count);
        Assert.Equal([(0, reason), (1, reason)], batch.Rejections.Select(r => (r.Index, r.Reason)));
    }

    [Fact]
    [Trait("Control", "C-131")]
    public void Decode_CgmRecordWithAWrongCrc_RefusesItAlone()
    {
        var batch = Decode(GattCharacteristic.CgmMeasurement, "08000C100600586F 08000C100600596F", sessionStart: "2026-11-23T08:00:00Z");
        Assert.Equal((0, RejectReason.BadCrc), (Assert.Single(batch.Rejections).Index, batch.Rejections[0].Reason));
        Assert.Equal(1, Assert.Single(batch.Indexes.ToArray()));
    }

    [Theory]
    [InlineData("07 20 3200 0500 40", "<40 mg/dL", QualityFlags.None)]
    [InlineData("07 20 3200 0500 80", ">400 mg/dL", QualityFlags.None)]
    [InlineData("07 20 3200 0500 04", "50 mg/dL", QualityFlags.None)]
    [InlineData("07 80 3200 0500 08", "50 mg/dL", QualityFlags.Invalid)]
    [InlineData("07 80 3200 0500 01", "50 mg/dL", QualityFlags.Questionable)]
    [InlineData("07 40 3200 0500 04", "50 mg/dL", QualityFlags.None)] // calibration recommended says nothing of the value
    public void Decode_CgmStatus_BecomesComparatorAndQuality(string hex, string glucose, QualityFlags quality)
    {
        var reading = Decoding.Single(Decode(GattCharacteristic.CgmMeasurement, hex, sessionStart: "2026-11-23T08:00:00Z"));
        Assert.Equal((glucose, quality), (Text(reading, Measure.Glucose), reading.Quality));
    }

    [Theory]
    [InlineData(GattCharacteristic.CgmStatus, "0600 09 0100", "session-stopped sensor-malfunction time-sync-required")]
    [InlineData(GattCharacteristic.CgmStatus, "0600 00 0001", null)]
    [InlineData(GattCharacteristic.CgmFeature, "000000 59 FFFF", null)]
    [InlineData(GattCharacteristic.CgmSessionStartTime, "E007060F0A1E000404", null)]
    [InlineData(GattCharacteristic.CgmSessionRunTime, "F000", null)]
    public void Decode_CgmState_IsAStatusReading(GattCharacteristic characteristic, string hex, string? error)
    {
        var reading = Decoding.Single(Decode(characteristic, hex, received: null));
        Assert.Equal((Kind.Status, error, Decoding.Received), (reading.Kind, reading.Status?.Error, reading.Time));
    }

    [Fact]
    public void Decode_HeartRateWithoutContact_HasNoLow()
    {
        Assert.Equal("85 /min", Text(Decoding.Single(Decode(GattCharacteristic.HeartRateMeasurement, "0655")), Measure.HeartRate));
        var off = Decoding.Single(Decode(GattCharacteristic.HeartRateMeasurement, "0400"));
        Assert.Equal((QualityFlags.SensorOff, 0), (off.Quality, off.Values.Count));
    }

    [Theory]
    [InlineData(GattCharacteristic.TemperatureMeasurement, "00 710E00FE", Measure.Temperature, "36.97 Cel")]
    [InlineData(GattCharacteristic.TemperatureMeasurement, "01 D20300FF", Measure.Temperature, "97.8 [degF]")]
    [InlineData(GattCharacteristic.WeightMeasurement, "00 B036", Measure.Weight, "70.000 kg")]
    [InlineData(GattCharacteristic.WeightMeasurement, "01 543D", Measure.Weight, "157.00 [lb_av]")]
    [InlineData(GattCharacteristic.BloodPressureMeasurement, "01 ABF0 6DF0 FF07", Measure.Systolic, "17.1 kPa")]
    public void Decode_Value_KeepsUnitAndDecimals(GattCharacteristic characteristic, string hex, Measure measure, string text) =>
        Assert.Equal(text, Text(Decoding.Single(Decode(characteristic, hex)), measure));

    [Theory]
    [InlineData(GattCharacteristic.WeightMeasurement, "00 FFFF")]
    [InlineData(GattCharacteristic.TemperatureMeasurement, "00 00008000")]
    [InlineData(GattCharacteristic.BloodPressureMeasurement, "00 FF07 5200 FF07")]
    public void Decode_RequiredMemberThatIsNoNumber_IsMissing(GattCharacteristic characteristic, string hex) =>
        Assert.Equal(RejectReason.MissingValue, Decoding.Rejected(Decode(characteristic, hex)).Reason);

    [Fact]
    public void Decode_OptionalMemberThatIsNoNumber_IsNoted()
    {
        var batch = Decode(GattCharacteristic.BloodPressureMeasurement, "04 8000 5200 FF07 0008");
        Assert.Equal(ReadingFlags.MemberDropped | ReadingFlags.GatewayTime, Decoding.Single(batch).Flags);
        Assert.Equal([new(0, Measure.Map, RejectReason.MissingValue), new(0, Measure.Pulse, RejectReason.InvalidValue)], batch.Dropped);
    }

    [Theory]
    [InlineData("2A35", true)]
    [InlineData("0x2a35", true)]
    [InlineData("00002a35-0000-1000-8000-00805f9b34fb", true)]
    [InlineData("00002A3500001000800000805F9B34FB", true)]
    [InlineData("00002a35-0000-1000-8000-00805f9b34fc", false)]
    [InlineData("2A3", false)]
    [InlineData("blood", false)]
    public void GattUuid_AsGatewaysWriteIt_IsRead(string text, bool known) =>
        Assert.Equal(known, GattUuid.TryParse(text, out var characteristic) && characteristic == GattCharacteristic.BloodPressureMeasurement);

    private static string? Text(in Reading reading, Measure measure) => reading.Values.TryGet(measure, out var quantity) ? quantity.ToString() : null;
}
