using CsCheck;
using Rpm.Ingest.Fhir;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Fhir;

public sealed class ObservationIdTests
{
    [Fact]
    public void Parse_WhatFormatMade_IsTheSameId()
    {
        Gen.Select(Gen.ULong, Gen.UShort, Gen.Long, Gen.Byte, (low, high, time, ordinal) => new ObservationId(((UInt128)high << 64) | low, new Instant(time), ordinal))
            .Sample(id =>
            {
                var text = id.ToString();
                Assert.True(FhirIds.IsValid(text));
                Assert.True(ObservationId.TryParse(text, out var again));
                Assert.Equal(id, again);
            });
    }

    [Fact]
    public void Parse_AnyOtherText_IsFalseOrTheCanonicalFormOfItself()
    {
        Gen.String[Gen.Char["abcxyz0127-. "], 0, 40].Sample(text =>
            Assert.True(!ObservationId.TryParse(text, out var id) || id.ToString() == text));
    }

    [Fact]
    [Trait("Control", "C-59")]
    public void Of_DeviceAndPanel_AreFoundAgainWithoutThePatientInIt()
    {
        var registry = new FakeRegistry(FhirSamples.Registry());
        var id = new ObservationIds(registry).Of(Panels.Of(ObservationPanel.OximeterPulse), "oxi-1", FhirSamples.Time, 3);

        Assert.True(new ObservationIds(registry).TryFind(id, out var device, out var panel));

        Assert.Equal(("oxi-1", ObservationPanel.OximeterPulse), (device, panel.Panel));
        Assert.DoesNotContain("p1", id.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryFind_DeviceRegisteredLater_IsFound()
    {
        var registry = new FakeRegistry(FhirSamples.Registry());
        var ids = new ObservationIds(registry);
        var id = new ObservationIds(registry).Of(Panels.Of(ObservationPanel.BodyWeight), "scale-9", FhirSamples.Time, 0);
        Assert.False(ids.TryFind(id, out _, out _));

        registry.Current = registry.Current.With(new Device { Id = "scale-9" });

        Assert.True(ids.TryFind(id, out var device, out _));
        Assert.Equal("scale-9", device);
    }

    [Fact]
    public void FhirIds_AnyIdentifier_IsAFhirIdAndResolvesBack()
    {
        Gen.String[1, 90].Where(s => s.IsNormalized() && !s.Any(char.IsSurrogate)).Sample(id =>
        {
            var fhirId = FhirIds.Of(id);
            Assert.True(FhirIds.IsValid(fhirId));
            Assert.Equal(id, FhirIds.Resolve(fhirId, [id]));
        });
    }
}
