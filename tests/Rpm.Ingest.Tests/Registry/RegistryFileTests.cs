using Rpm.Ingest.Registry;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Registry;

public sealed class RegistryFileTests
{
    private const string Example = """
        patients:
          - id: p1
            mrn: "0012"
            name: Erika Muster
            birthDate: 1950-04-23
            timeZone: Europe/Berlin
            cohorts: [copd, hypertension]
            supplementaryOxygen: true
            spo2Target: { low: 88, high: 92, prescriber: Dr. Weber }
        devices:
          - id: oxi-1
            kind: pulse-oximetry
            zone: Europe/Berlin
          - id: cgm-1
            kind: cgm
            clampLow: 2.2 mmol/L
        enrolments:
          - patient: p1
            device: oxi-1
          - id: second
            patient: p1
            device: cgm-1
            user: 1
            from: 2026-01-01T00:00:00+01:00
            to: 2026-07-01T00:00:00+02:00
        """;

    [Fact]
    public void Read_Example_GivesTheRecords()
    {
        var (contents, faults) = Read(Example);

        Assert.Empty(faults);
        var patient = Assert.Single(contents!.Patients);
        Assert.Equal(("0012", "Europe/Berlin", true), (patient.Mrn, patient.TimeZone, patient.SupplementaryOxygen));
        Assert.Equal(new Spo2Target(88, 92, "Dr. Weber"), patient.Spo2Target);
        Assert.Equal([Kind.PulseOximetry, Kind.Cgm], contents.Devices.Select(d => d.Kind!.Value));
        Assert.Equal(new Enrolment("p1:oxi-1", "p1", "oxi-1", null, Instant.Min, Instant.Max), contents.Enrolments[0]);
        Assert.Equal("2025-12-31T23:00:00.000Z", contents.Enrolments[1].From.ToString());
    }

    [Fact]
    public void Write_ThenRead_GivesTheSame()
    {
        var (contents, _) = Read(Example);
        var text = new StringWriter();

        RegistryFile.Write(contents!, text);
        var (again, faults) = Read(text.ToString());

        Assert.Empty(faults);
        var rewritten = new StringWriter();
        RegistryFile.Write(again!, rewritten);
        Assert.Equal(text.ToString(), rewritten.ToString());
        Assert.Equal(contents!.Devices, again!.Devices);
        Assert.Equal(contents.Enrolments, again.Enrolments);
        Assert.Equal(contents.Patients[0] with { Cohorts = [], Packs = [], Limits = again.Patients[0].Limits }, again.Patients[0] with { Cohorts = [], Packs = [] });
        Assert.Equal(contents.Patients[0].Cohorts, again.Patients[0].Cohorts);
    }

    [Fact]
    public void Read_SeveralFaults_NamesEachWithItsPlace()
    {
        var (contents, faults) = Read("""
            patients:
              - id: p1
                nmae: Erika
              - id: p1
                timeZone: Europe/Nowhere
            devices:
              - id: d1
                kind: pulse-oximeter
            enrolments:
              - patient: p7
                device: d1
                from: 2026-01-01
            """);

        Assert.Null(contents);
        Assert.Contains(faults, f => f is { Line: 3, Column: 5 } && f.Message.Contains("Did you mean name?", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Line == 4 && f.Message.Contains("twice", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Line == 5 && f.Message.StartsWith("timeZone", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Line == 8 && f.Message.Contains("Did you mean pulse-oximetry?", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Line == 12 && f.Message.Contains("offset", StringComparison.Ordinal));
        Assert.Equal(faults.OrderBy(f => f.Line).Select(f => f.Line), faults.Select(f => f.Line));
    }

    [Fact]
    [Trait("Control", "C-73")]
    public void Read_TwoEnrolmentsClaimTheSame_IsAFault()
    {
        var (_, faults) = Read("""
            patients: [{ id: p1 }, { id: p2 }]
            devices: [{ id: d1 }]
            enrolments:
              - { patient: p1, device: d1, to: 2026-02-01T00:00:00Z }
              - { patient: p2, device: d1, from: 2026-01-01T00:00:00Z }
            """);

        Assert.Contains(faults, f => f.Line == 5 && f.Message.Contains("claims readings of the same time", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_EnrolmentOfAPatientAlreadyRegistered_IsFine()
    {
        var registry = RegistrySnapshot.Empty.With(new Patient { Id = "p1" }).With(new Device { Id = "d1" });

        var (contents, faults) = RegistryFile.Read(new StringReader("enrolments: [{ patient: p1, device: d1 }]"), registry);

        Assert.Empty(faults);
        Assert.Single(contents!.Enrolments);
    }

    [Theory]
    [InlineData("patients: [")]
    [InlineData("just text")]
    [InlineData("patients: 5")]
    [InlineData("patients: [5]")]
    [InlineData("patients: [{ name: nobody }]")]
    public void Read_Unusable_IsAFaultWithAPlace(string text)
    {
        var (contents, faults) = Read(text);

        Assert.Null(contents);
        Assert.All(faults, f => Assert.True(f.Line >= 1 && f.Column >= 1));
        Assert.NotEmpty(faults);
    }

    [Fact]
    public void Read_Empty_IsAnEmptyRegistry() => Assert.Empty(Read("").Contents!.Patients);

    private static (RegistryContents? Contents, IReadOnlyList<RegistryFileFault> Faults) Read(string text) =>
        RegistryFile.Read(new StringReader(text), RegistrySnapshot.Empty);
}
