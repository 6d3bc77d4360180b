using CsCheck;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Registry;

public sealed class RegistryRulesTests
{
    private static readonly RegistrySnapshot Registry = RegistrySnapshot.Empty
        .With(new Patient { Id = "p1" }).With(new Patient { Id = "p2" }).With(new Device { Id = "d1" }).With(new Device { Id = "d2" });

    [Fact]
    public void Patient_Plain_IsFine() => Assert.Empty(RegistryRules.Check(new Patient
    {
        Id = "p-1",
        Name = "Ärztin, Ünal",
        TimeZone = "Europe/Berlin",
        Cohorts = ["copd"],
        Spo2Target = new Spo2Target(88, 92, "Dr. Weber"),
    }));

    [Theory]
    [InlineData("Europe/Atlantis")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("CET+1:00")]
    public void Patient_NoSuchZone_IsAFault(string zone) =>
        Assert.Equal("timeZone", Assert.Single(RegistryRules.Check(new Patient { Id = "p1", TimeZone = zone })).Member);

    [Theory]
    [Trait("Control", "C-74")]
    [InlineData(88, 92, "", "spo2Target.prescriber")]
    [InlineData(88, 92, "Dr. Weber", null)]
    [InlineData(96, 100, "", null)]
    [InlineData(95, 100, " ", "spo2Target.prescriber")]
    [InlineData(92, 88, "Dr. Weber", "spo2Target")]
    [InlineData(88, 101, "Dr. Weber", "spo2Target")]
    [InlineData(10, 92, "Dr. Weber", "spo2Target")]
    public void Patient_Spo2TargetBelowNormal_NeedsItsPrescriber(int low, int high, string prescriber, string? fault) =>
        Assert.Equal(fault, RegistryRules.Check(new Patient { Id = "p1", Spo2Target = new Spo2Target(low, high, prescriber) }).SingleOrDefault()?.Member);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("#")]
    [InlineData("a+")]
    [InlineData("ok\n")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public void Id_ThatWouldBreakATopicOrAnAddress_IsAFault(string id)
    {
        Assert.Equal("id", Assert.Single(RegistryRules.Check(new Patient { Id = id })).Member);
        Assert.Equal("id", Assert.Single(RegistryRules.Check(new Device { Id = id })).Member);
    }

    [Theory]
    [InlineData("40 mg/dL", "400 mg/dL", null)]
    [InlineData("2.2 mmol/L", "22.2 mmol/L", null)]
    [InlineData("40", null, "clampLow")]
    [InlineData("400 mg/dL", "40 mg/dL", "clampHigh")]
    [InlineData("2.2 mmol/L", "400 mg/dL", "clampHigh")]
    [InlineData("0 mg/dL", null, "clampLow")]
    public void Device_Clamp_NeedsUnitAndOrder(string low, string? high, string? fault) =>
        Assert.Equal(fault, RegistryRules.Check(new Device { Id = "d1", ClampLow = low, ClampHigh = high }).SingleOrDefault()?.Member);

    [Theory]
    [InlineData(10, 10)]
    [InlineData(11, 10)]
    public void Enrolment_FromNotBeforeTo_IsInvalid(long from, long to) =>
        Assert.Equal(RegistryOutcome.Invalid, Check(Span("e1", "p1", from, to)).Outcome);

    [Fact]
    public void Enrolment_OfNobodyOrNothing_IsNamed()
    {
        Assert.Equal(RegistryOutcome.UnknownPatient, Check(Span("e1", "p9", 0, 1)).Outcome);
        Assert.Equal(RegistryOutcome.UnknownDevice, Check(Span("e1", "p1", 0, 1) with { Device = "d9" }).Outcome);
    }

    [Theory]
    [Trait("Control", "C-73")]
    [InlineData(0, 10, 10, 20, "Done")]
    [InlineData(0, 11, 10, 20, "Overlap")]
    [InlineData(12, 13, 10, 20, "Overlap")]
    [InlineData(20, 30, 10, 20, "Done")]
    public void Enrolment_ClaimingTheSameReadings_IsAnOverlap(long from, long to, long otherFrom, long otherTo, string outcome) =>
        Assert.Equal(outcome, Check(Span("e1", "p1", from, to), Span("e2", "p2", otherFrom, otherTo)).Outcome.ToString());

    [Fact]
    public void Enrolment_OtherUserSlotOrDevice_IsNoOverlap()
    {
        Assert.Equal(RegistryOutcome.Done, Check(Span("e1", "p1", 0, 10) with { User = 1 }, Span("e2", "p2", 0, 10) with { User = 2 }).Outcome);
        Assert.Equal(RegistryOutcome.Done, Check(Span("e1", "p1", 0, 10), Span("e2", "p2", 0, 10) with { Device = "d2" }).Outcome);
        Assert.Equal(RegistryOutcome.Overlap, Check(Span("e1", "p1", 0, 10) with { User = 1 }, Span("e2", "p2", 0, 10)).Outcome);
    }

    [Fact]
    public void Enrolment_Corrected_DoesNotOverlapItself() =>
        Assert.Equal(RegistryOutcome.Done, Check(Span("e1", "p2", 5, 15), Span("e1", "p1", 0, 10)).Outcome);

    [Fact]
    [Trait("Control", "C-73")]
    public void Enrolments_ThatPass_NeverClaimAReadingTwice() => Law(
        Gen.Select(Gen.Long[0, 30], Gen.Long[1, 10], Gen.Int[-1, 2], (from, length, user) => (from, length, user)).List[0, 8],
        spans =>
        {
            var registry = Registry;
            foreach (var ((from, length, user), i) in spans.Select((s, i) => (s, i)))
            {
                var enrolment = new Enrolment($"e{i}", i % 2 == 0 ? "p1" : "p2", "d1", user < 0 ? null : (short)user, new(from), new(from + length));
                registry = RegistryRules.Check(enrolment, registry).Outcome == RegistryOutcome.Done ? registry.With(enrolment) : registry;
            }

            for (var t = 0L; t < 41; t++)
            {
                for (short user = -1; user <= 2; user++)
                {
                    Assert.True(registry.EnrolmentsOfDevice("d1").Count(e => e.Covers(user, new Instant(t))) <= 1);
                }
            }
        });

    private static void Law<T>(Gen<T> gen, Action<T> law) => gen.Sample(law, iter: 300);

    private static RegistryResult Check(Enrolment enrolment, params Enrolment[] there) =>
        RegistryRules.Check(enrolment, there.Aggregate(Registry, (r, e) => r.With(e)));

    private static Enrolment Span(string id, string patient, long from, long to) => new(id, patient, "d1", null, new(from), new(to));
}
