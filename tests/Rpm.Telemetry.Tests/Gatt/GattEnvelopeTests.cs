using System.Text;
using Rpm.Telemetry.Gatt;

namespace Rpm.Telemetry.Tests.Gatt;

public sealed class GattEnvelopeTests
{
    [Theory]
    [InlineData("""{"uuid":"2A37","value":"0655","received":"2026-11-23T08:44:30Z"} x""", RejectReason.NotJson)]
    [InlineData("""{"uuid":"2A37","value":"0655","received":""", RejectReason.NotJson)]
    [InlineData("[]", RejectReason.Malformed)]
    [InlineData("""{"uuid":"2A37","value":"065","received":"2026-11-23T08:44:30Z"}""", RejectReason.Malformed)]
    [InlineData("""{"uuid":"2A37","value":"06zz","received":"2026-11-23T08:44:30Z"}""", RejectReason.Malformed)]
    [InlineData("""{"uuid":"2A37","received":"2026-11-23T08:44:30Z"}""", RejectReason.Malformed)]
    [InlineData("""{"uuid":"2A99","value":"0655","received":"2026-11-23T08:44:30Z"}""", RejectReason.UnknownKind)]
    [InlineData("""{"value":"0655","received":"2026-11-23T08:44:30Z"}""", RejectReason.UnknownKind)]
    [InlineData("""{"uuid":"2A37","value":"0655","received":1700000000}""", RejectReason.InvalidValue)]
    [InlineData("""{"uuid":"2A37","value":"0655"}""", RejectReason.MissingTime)]
    public void Decode_WhatIsNoValue_IsRefused(string payload, RejectReason reason)
    {
        var batch = new ReadingBatch();
        GattEnvelope.Decode(Encoding.UTF8.GetBytes(payload), Decoding.Context("dev-1"), batch);
        Assert.Equal(reason, Decoding.Rejected(batch).Reason);
    }

    [Fact]
    public void Decode_TextsWithEscapes_AreRead()
    {
        var batch = new ReadingBatch();
        GattEnvelope.Decode(
            """{"uuid":"\u0032A35","value":"068000520061\u00300EA070B170928004700","received":"2026-11-23T09:44:30\u002B01:00","zone":"Europe\/Berlin"}"""u8,
            Decoding.Context("dev-1"), batch);
        Assert.Equal("2026-11-23T08:40:00.000Z", Decoding.Single(batch).Time.ToString());
    }
}
