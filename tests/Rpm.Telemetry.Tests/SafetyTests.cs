namespace Rpm.Telemetry.Tests;

/// <summary>The controls of decoding that a patient's safety rests on (docs/safety).</summary>
public sealed class SafetyTests
{
    [Theory]
    [Trait("Control", "C-78")]
    [InlineData(Kind.Cgm, "\"glucose\":5.8", RejectReason.MissingUnit)]
    [InlineData(Kind.Glucose, "\"glucose\":104", RejectReason.MissingUnit)]
    [InlineData(Kind.Temperature, "\"temperature\":37.2", RejectReason.MissingUnit)]
    [InlineData(Kind.Weight, "\"weight\":81.4", RejectReason.MissingUnit)]
    [InlineData(Kind.Cgm, "\"glucose\":5.8,\"unit\":\"mmol\"", RejectReason.UnknownUnit)]
    [InlineData(Kind.Glucose, "\"glucose\":104,\"unit\":\"kg\"", RejectReason.UnknownUnit)]
    [InlineData(Kind.Temperature, "\"temperature\":37.2,\"unit\":\"K\"", RejectReason.UnknownUnit)]
    [InlineData(Kind.Weight, "\"weight\":12,\"unit\":\"stone\"", RejectReason.UnknownUnit)]
    [InlineData(Kind.BloodPressure, "\"systolic\":128,\"diastolic\":82,\"unit\":\"psi\"", RejectReason.UnknownUnit)]
    public void Decode_OfRequiredUnitMissingOrUnknown_IsRejected(Kind kind, string members, RejectReason reason) =>
        Assert.Equal(reason, Decoding.Rejected(Decoding.Decode(kind, $$"""{"time":"2026-11-23T08:40:00Z",{{members}}}""")).Reason);

    [Theory]
    [Trait("Control", "C-78")]
    [InlineData(Kind.Cgm, Measure.Glucose, "\"glucose\":5.80,\"unit\":\"mmol/L\"", 580, 2, Unit.MillimolePerLitre)]
    [InlineData(Kind.Cgm, Measure.Glucose, "\"glucose\":104,\"unit\":\"mg/dL\"", 104, 0, Unit.MilligramPerDecilitre)]
    [InlineData(Kind.Temperature, Measure.Temperature, "\"temperature\":98.60,\"unit\":\"[degF]\"", 9860, 2, Unit.Fahrenheit)]
    public void Decode_OfValueAndUnit_KeepsThemWithTheirDecimalsAsSent(Kind kind, Measure measure, string members, long mantissa, byte decimals, Unit unit)
    {
        var reading = Decoding.Single(Decoding.Decode(kind, $$"""{"time":"2026-11-23T08:40:00Z",{{members}}}"""));
        Assert.True(reading.Values.TryGet(measure, out var quantity));
        Assert.Equal(new Quantity(mantissa, decimals, unit), quantity);
    }

    [Fact]
    [Trait("Control", "C-79")]
    public void Decode_OfTestReading_IsRejectedUnlessAllowedAndThenMarked()
    {
        const string Payload = """{"time":"2026-11-23T08:40:00Z","heartRate":61,"test":true}""";
        Assert.Equal(RejectReason.TestNotAllowed, Decoding.Rejected(Decoding.Decode(Kind.HeartRate, Payload)).Reason);
        Assert.True(Decoding.Single(Decoding.Decode(Payload, Decoding.Context("d", Kind.HeartRate, Decoding.TestAllowed))).IsTest);
        Assert.False(Decoding.Single(Decoding.Decode(Kind.HeartRate, Payload.Replace(",\"test\":true", "", StringComparison.Ordinal))).IsTest);
    }
}
