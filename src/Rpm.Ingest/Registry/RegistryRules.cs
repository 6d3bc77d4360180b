using System.Globalization;
using System.Text.RegularExpressions;

namespace Rpm.Ingest.Registry;

/// <summary>What a registry record must satisfy, whoever brings it: the API, an imported file or the page. Pure.</summary>
internal static partial class RegistryRules
{
    /// <summary>Below this saturation NEWS2's scale 1 gives points (RCP 2017): a target that accepts less is a prescription.</summary>
    public const int NormalSpo2From = 96;

    /// <summary>The lowest saturation that can be prescribed as a target, percent.</summary>
    public const int LowestSpo2Target = 70;

    private const int MaxText = 200;

    /// <summary>Every fault of a patient record.</summary>
    public static IReadOnlyList<RegistryFault> Check(Patient patient)
    {
        var faults = new List<RegistryFault>();
        CheckId("id", patient.Id, faults);
        CheckZone("timeZone", patient.TimeZone, faults);
        foreach (var (member, text) in new[] { ("mrn", patient.Mrn), ("name", patient.Name), ("careTeam", patient.CareTeam) })
        {
            CheckText(member, text, faults);
        }

        if (patient.BirthDate is { Year: < 1880 })
        {
            faults.Add(new("birthDate", "It is before 1880."));
        }

        foreach (var (member, names) in new[] { ("cohorts", patient.Cohorts), ("packs", patient.Packs) })
        {
            if (names.Any(n => !Identifier().IsMatch(n)))
            {
                faults.Add(new(member, "A name has 1 to 64 letters, digits and . _ : - only."));
            }
            else if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
            {
                faults.Add(new(member, "A name occurs twice."));
            }
        }

        if (patient.Spo2Target is { } target)
        {
            if (target.Low >= target.High || target.Low < LowestSpo2Target || target.High > 100)
            {
                faults.Add(new("spo2Target", string.Create(CultureInfo.InvariantCulture, $"Low must be below high, both from {LowestSpo2Target} to 100 %.")));
            }

            if (target.Low < NormalSpo2From && string.IsNullOrWhiteSpace(target.Prescriber))
            {
                faults.Add(new("spo2Target.prescriber", string.Create(CultureInfo.InvariantCulture, $"A target that accepts less than {NormalSpo2From} % needs the name of its prescriber.")));
            }
        }

        return faults;
    }

    /// <summary>Every fault of a device record.</summary>
    public static IReadOnlyList<RegistryFault> Check(Device device)
    {
        var faults = new List<RegistryFault>();
        CheckId("id", device.Id, faults);
        if (device.Gateway is { } gateway)
        {
            CheckId("gateway", gateway, faults);
        }

        if (device.Zone is { } zone)
        {
            CheckZone("zone", zone, faults);
        }

        foreach (var (member, text) in new[] { ("manufacturer", device.Manufacturer), ("model", device.Model), ("serial", device.Serial) })
        {
            CheckText(member, text, faults);
        }

        var low = CheckClamp("clampLow", device.ClampLow, faults);
        var high = CheckClamp("clampHigh", device.ClampHigh, faults);
        if (low is { } l && high is { } h)
        {
            if (l.Unit != h.Unit)
            {
                faults.Add(new("clampHigh", "Both ends of the range need the same unit."));
            }
            else if (l.Value >= h.Value)
            {
                faults.Add(new("clampHigh", "The upper end must be above the lower."));
            }
        }

        return faults;
    }

    /// <summary>Whether an enrolment can be put in place of the one with its id, or added, and if not why.</summary>
    public static RegistryResult Check(Enrolment enrolment, RegistrySnapshot registry)
    {
        var faults = new List<RegistryFault>();
        CheckId("id", enrolment.Id, faults);
        if (enrolment.From >= enrolment.To)
        {
            faults.Add(new("to", "It must be later than from: the span is half-open."));
        }

        if (enrolment.User is < 0 or > 255)
        {
            faults.Add(new("user", "A user slot is from 0 to 255."));
        }

        if (faults.Count > 0)
        {
            return RegistryResult.Invalid(faults);
        }

        if (registry.Erased.ContainsKey(enrolment.Patient))
        {
            return RegistryResult.Failed(RegistryOutcome.Erased, $"Patient {enrolment.Patient} was erased; the identifier is not used again.");
        }

        if (!registry.Patients.ContainsKey(enrolment.Patient))
        {
            return RegistryResult.Failed(RegistryOutcome.UnknownPatient, $"There is no patient {enrolment.Patient}.");
        }

        if (!registry.Devices.ContainsKey(enrolment.Device))
        {
            return RegistryResult.Failed(RegistryOutcome.UnknownDevice, $"There is no device {enrolment.Device}.");
        }

        return registry.EnrolmentsOfDevice(enrolment.Device).FirstOrDefault(e => e.Id != enrolment.Id && e.Overlaps(enrolment)) is { } other
            ? RegistryResult.Failed(RegistryOutcome.Overlap, $"Enrolment {other.Id} of device {other.Device} claims readings of the same time, from {other.From} to {other.To}.")
            : RegistryResult.Done;
    }

    /// <summary>Whether a record can have this id.</summary>
    public static bool IsIdentifier(string id) => Identifier().IsMatch(id);

    /// <summary>Whether the name is one of an IANA time zone that this machine knows.</summary>
    public static bool IsZone(string zone) => ZoneName().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    private static void CheckId(string member, string id, List<RegistryFault> faults)
    {
        if (!Identifier().IsMatch(id))
        {
            faults.Add(new(member, "An identifier has 1 to 64 letters, digits and . _ : - only."));
        }
    }

    private static void CheckZone(string member, string zone, List<RegistryFault> faults)
    {
        if (!IsZone(zone))
        {
            faults.Add(new(member, "It is not an IANA time zone like Europe/Berlin."));
        }
    }

    private static void CheckText(string member, string? text, List<RegistryFault> faults)
    {
        if (text is not null && (text.Length > MaxText || text.Any(char.IsControl)))
        {
            faults.Add(new(member, string.Create(CultureInfo.InvariantCulture, $"At most {MaxText} characters, none of them a control character.")));
        }
    }

    private static (decimal Value, string Unit)? CheckClamp(string member, string? text, List<RegistryFault> faults)
    {
        if (text is null)
        {
            return null;
        }

        var match = Clamp().Match(text);
        if (match.Success && decimal.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0)
        {
            return (value, match.Groups[2].Value);
        }

        faults.Add(new(member, "It must be a glucose concentration with its unit, like 40 mg/dL or 2.2 mmol/L."));
        return null;
    }

    // "@" must stay out of it: the alerts that are about no patient have an id with one.
    [GeneratedRegex(@"^[A-Za-z0-9._:\-]{1,64}\z")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*\z")]
    private static partial Regex ZoneName();

    [GeneratedRegex(@"^([0-9]{1,4}(?:\.[0-9]{1,3})?) (mg/dL|mmol/L)\z")]
    private static partial Regex Clamp();
}
