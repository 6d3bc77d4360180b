using System.Globalization;
using Rpm.Ingest.Http;
using Rpm.Ingest.Settings;
using Rpm.Telemetry;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rpm.Ingest.Registry;

/// <summary>
/// Patients, devices and enrolments as a YAML file (docs/registry.md). Reading reports every fault with line and column and
/// gives nothing while there is one: half a registry attributes readings to nobody, or to the wrong person.
/// </summary>
internal static class RegistryFile
{
    private static readonly string[] Sections = ["patients", "devices", "enrolments"];

    private static readonly string[] PatientMembers =
        ["id", "mrn", "name", "birthDate", "timeZone", "careTeam", "cohorts", "packs", "pregnant", "supplementaryOxygen", "spo2Target"];

    private static readonly string[] DeviceMembers =
        ["id", "kind", "manufacturer", "model", "serial", "zone", "clampLow", "clampHigh", "gateway"];

    private static readonly string[] EnrolmentMembers = ["id", "patient", "device", "user", "from", "to"];

    /// <summary>The records, or null and every fault. Enrolments are checked against each other and against what the file and <paramref name="registry"/> hold.</summary>
    public static (RegistryContents? Contents, IReadOnlyList<RegistryFileFault> Faults) Read(TextReader text, RegistrySnapshot registry)
    {
        var faults = new List<RegistryFileFault>();
        var root = Load(text, faults);
        if (root is null)
        {
            return faults.Count > 0 ? (null, faults) : (new RegistryContents([], [], []), faults);
        }

        var top = new YamlRecord(root, Sections, faults);
        var patients = Records(top, "patients", PatientMembers, Patient, RegistryRules.Check, faults);
        var devices = Records(top, "devices", DeviceMembers, Device, RegistryRules.Check, faults);
        var snapshot = devices.Aggregate(patients.Aggregate(registry, (s, p) => s.With(p)), (s, d) => s.With(d));
        var enrolments = Enrolments(top, snapshot, faults);
        return faults.Count == 0
            ? (new RegistryContents(patients, devices, enrolments), faults)
            : (null, [.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column)]);
    }

    /// <summary>Writes what <see cref="Read"/> reads. Limits and pauses are not part of it: they are decisions with a date, not master records.</summary>
    public static void Write(RegistryContents contents, TextWriter text)
    {
        var root = new YamlMappingNode
        {
            { "patients", new YamlSequenceNode(contents.Patients.Select(RegistryYaml.Of)) },
            { "devices", new YamlSequenceNode(contents.Devices.Select(RegistryYaml.Of)) },
            { "enrolments", new YamlSequenceNode(contents.Enrolments.Select(RegistryYaml.Of)) },
        };
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
    }

    private static YamlMappingNode? Load(TextReader text, List<RegistryFileFault> faults)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(text);
        }
        catch (YamlException e)
        {
            faults.Add(new((int)e.Start.Line, (int)e.Start.Column, $"This is not YAML: {e.Message}"));
            return null;
        }

        if (stream.Documents.Count == 0)
        {
            return null;
        }

        if (stream.Documents[0].RootNode is YamlMappingNode mapping)
        {
            return mapping;
        }

        faults.Add(new(1, 1, "The file must have patients, devices and enrolments."));
        return null;
    }

    private static List<T> Records<T>(
        YamlRecord top, string section, string[] members, Func<YamlRecord, T?> read, Func<T, IReadOnlyList<RegistryFault>> check,
        List<RegistryFileFault> faults)
        where T : class
    {
        var records = new List<T>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in top.Records(section, members))
        {
            if (record.Required("id") is { } id && !ids.Add(id))
            {
                record.Fault("id", "This id occurs twice.");
            }

            var before = faults.Count;
            if (read(record) is { } value && faults.Count == before)
            {
                records.Add(value);
                foreach (var fault in check(value))
                {
                    record.Fault(fault.Member, fault.Message);
                }
            }
        }

        return records;
    }

    private static Patient? Patient(YamlRecord record)
    {
        Spo2Target? target = null;
        if (record.Record("spo2Target", ["low", "high", "prescriber"]) is { } range)
        {
            target = new Spo2Target(range.Integer("low") ?? 0, range.Integer("high") ?? 0, range.Text("prescriber") ?? "");
        }

        return record.Text("id") is not { } id ? null : new Patient
        {
            Id = id,
            Mrn = record.Text("mrn"),
            Name = record.Text("name"),
            BirthDate = Date(record, "birthDate"),
            TimeZone = record.Text("timeZone") ?? "UTC",
            CareTeam = record.Text("careTeam"),
            Cohorts = record.Texts("cohorts"),
            Packs = record.Texts("packs"),
            Pregnant = record.Flag("pregnant"),
            SupplementaryOxygen = record.Flag("supplementaryOxygen"),
            Spo2Target = target,
        };
    }

    private static Device? Device(YamlRecord record)
    {
        var kind = default(Kind);
        var named = record.Text("kind") is not null;
        if (record.Text("kind") is { } text && !Words.TryKind(text, out kind))
        {
            var near = Suggestion.For(text, Words.AllKinds) is { } suggestion ? $" Did you mean {suggestion}?" : "";
            record.Fault("kind", $"There is no such kind.{near}");
        }

        return record.Text("id") is not { } id ? null : new Device
        {
            Id = id,
            Kind = named ? kind : null,
            Manufacturer = record.Text("manufacturer"),
            Model = record.Text("model"),
            Serial = record.Text("serial"),
            Zone = record.Text("zone"),
            ClampLow = record.Text("clampLow"),
            ClampHigh = record.Text("clampHigh"),
            Gateway = record.Text("gateway"),
        };
    }

    private static List<Enrolment> Enrolments(YamlRecord top, RegistrySnapshot snapshot, List<RegistryFileFault> faults)
    {
        var read = new List<(YamlRecord Record, Enrolment Enrolment)>();
        foreach (var record in top.Records("enrolments", EnrolmentMembers))
        {
            var before = faults.Count;
            var (patient, device) = (record.Required("patient"), record.Required("device"));
            var user = record.Integer("user");
            var (from, to) = (Time(record, "from"), Time(record, "to"));
            if (faults.Count == before)
            {
                var id = record.Text("id") ?? (user is null ? $"{patient}:{device}" : string.Create(CultureInfo.InvariantCulture, $"{patient}:{device}:{user}"));
                if (read.Exists(r => r.Enrolment.Id == id))
                {
                    record.Fault("id", $"There are two enrolments {id}: give each an id.");
                    continue;
                }

                read.Add((record, new Enrolment(id, patient!, device!, (short?)user, from ?? Instant.Min, to ?? Instant.Max)));
            }
        }

        // An enrolment that the file replaces must not stand in the way of another one of the file: put all, then check each.
        var proposed = read.Aggregate(snapshot, (s, r) => s.With(r.Enrolment));
        foreach (var (record, enrolment) in read)
        {
            var result = RegistryRules.Check(enrolment, proposed);
            if (result.Outcome != RegistryOutcome.Done)
            {
                record.Fault(result.Outcome switch { RegistryOutcome.UnknownPatient => "patient", RegistryOutcome.UnknownDevice => "device", _ => "" }, result.Detail);
            }
        }

        return [.. read.Select(r => r.Enrolment)];
    }

    private static DateOnly? Date(YamlRecord record, string member)
    {
        if (record.Text(member) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        record.Fault(member, "It must be a date like 1950-04-23.");
        return null;
    }

    private static Instant? Time(YamlRecord record, string member)
    {
        if (!Times.TryParse(record.Text(member), member, out var time, out var fault))
        {
            record.Fault(member, fault);
        }

        return time;
    }
}
