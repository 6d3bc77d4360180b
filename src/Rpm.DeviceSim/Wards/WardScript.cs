using Rpm.DeviceSim.Physiology;
using Rpm.DeviceSim.Scenarios;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Wards;

/// <summary>The people of a ward, their sensors and what those report: all of it follows from the options.</summary>
internal sealed class WardScript
{
    private static readonly string[] FirstNames =
        ["Agnes", "Bertil", "Clara", "Ditlev", "Elna", "Frode", "Gerda", "Holger", "Inga", "Jeppe", "Karla", "Ludvig", "Merete", "Niels", "Oda", "Poul"];

    private static readonly string[] LastNames =
        ["Testrup", "Prøvegaard", "Simonsen-Demo", "Eksempel", "Modelhøj", "Kunstvig", "Forsøgslund", "Opdigtet", "Skinbæk", "Attrapsen", "Fiktved"];

    private readonly List<WardPatient> _patients = [];
    private readonly List<WardSensor> _sensors = [];
    private readonly WardOptions _options;
    private readonly TimeZoneInfo _zone;
    private readonly Artefacts _artefacts;

    public WardScript(WardOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Patients + options.Scenarios.Count, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Speed, 0, nameof(options));
        _options = options;
        _zone = TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone);
        _artefacts = options.Artefacts ? Artefacts.Usual : Artefacts.Calm;
        foreach (var scenario in options.Scenarios)
        {
            Admit(scenario);
        }

        for (var i = 0; i < options.Patients; i++)
        {
            Admit(i);
        }
    }

    public IReadOnlyList<WardPatient> Patients => _patients;

    public IReadOnlyList<WardSensor> Sensors => _sensors;

    private void Admit(int number)
    {
        var noise = new SmoothNoise((ulong)_options.Seed).Branch((ulong)number + 1);
        var id = $"{_options.IdPrefix}{number + 1:d4}";
        // The first three carry the episodes; behind them no two neighbours are alike.
        var episodes = _options.Episodes && number < 3;
        List<WardDevice> devices = [];
        string cohort;
        WardSpo2Target? target = null;
        switch (number % 4)
        {
            case 0:
                cohort = "diabetes";
                devices.Add(Glucose(number, id, noise, number % 8 == 0 || _options.MassUnits ? Unit.MilligramPerDecilitre : Unit.MillimolePerLitre, episodes));
                devices.Add(Cuffed(number, id, noise, 124, 76, null));
                break;
            case 1:
                cohort = "copd";
                target = new WardSpo2Target(88, 92, "Dr. Eksempel");
                devices.Add(Oximetry(number, id, noise, 91, 82, episodes));
                break;
            case 2:
                cohort = "hypertension";
                devices.Add(Cuffed(number, id, noise, 127, 78, episodes ? Episode.HypertensiveCrisis : null));
                break;
            default:
                cohort = "post-acute";
                devices.Add(Oximetry(number, id, noise, 97, 70, episodes: false));
                devices.Add(Cuffed(number, id, noise, 118, 72, null));
                break;
        }

        var name = $"{FirstNames[Pick(noise, 11, FirstNames.Length, number)]} {LastNames[Pick(noise, 12, LastNames.Length, number)]}";
        var birth = new DateOnly(1938, 1, 1).AddDays((int)(noise.Branch(13).Uniform(0) * 18_000));
        _patients.Add(new WardPatient(id, $"SIM{number + 1:d6}", name, birth, _options.TimeZone, cohort, target, devices));
    }

    // Below the home threshold of 130/80 all day long.
    private double Calmer(double by) => _artefacts == Artefacts.Calm ? by : 0;

    private void Admit(Scenario scenario)
    {
        var noise = new SmoothNoise((ulong)_options.Seed).Branch(0x5CE7A210).Branch((ulong)_patients.Count);
        var id = $"{_options.IdPrefix}{scenario.Name}";
        IVitalSign sign = scenario.Kind switch
        {
            Kind.Cgm => new GlucoseSensor(noise.Branch(21), Unit.MilligramPerDecilitre, Artefacts.Calm, scenario.Episode),
            Kind.PulseOximetry => new Oximeter(
                noise.Branch(22), (scenario.Target is null ? 97 : 91.2) + 0.6 * noise.Branch(23).Uniform(0), 78, Artefacts.Calm, scenario.Episode, scenario.Off),
            _ => new Cuff(noise.Branch(24), 114, 68, 70, Artefacts.Calm, scenario.Episode),
        };
        var device = new WardDevice($"{id}-{Kinds.Name(scenario.Kind)}", scenario.Kind, "Rpm", "Simulated scenario", $"S{_patients.Count:d6}");
        _sensors.Add(new WardSensor(device, sign, _zone, TimeSpan.FromMilliseconds(200), scenario.Interval / _options.Speed, scenario.Interval) { Scenario = scenario, Pace = _options.Speed });
        _patients.Add(new WardPatient(
            id, $"SIM-{scenario.Name}", $"{scenario.Title} (simulated)", new DateOnly(1950, 1, 1), _options.TimeZone, scenario.Cohort, scenario.Target, [device]));
    }

    // Steps through the list from a seeded place, so that a small ward has no two people of one first name.
    private static int Pick(SmoothNoise noise, ulong stream, int count, int number) =>
        (int)((new SmoothNoise(stream).Uniform(0) * count) + number * (1 + (int)(stream % 3))) % count;

    private WardDevice Glucose(int number, string id, SmoothNoise noise, Unit unit, bool episodes) =>
        Install(number, new WardDevice($"{id}-cgm", Kind.Cgm, "Rpm", "Simulated CGM", $"G{number:d6}"),
            new GlucoseSensor(noise.Branch(21), unit, _artefacts, episodes ? Episode.Hypoglycaemia : null), _options.CgmInterval, TimeSpan.FromMinutes(5), episodes);

    private WardDevice Oximetry(int number, string id, SmoothNoise noise, double saturation, double pulse, bool episodes) =>
        Install(number, new WardDevice($"{id}-oximeter", Kind.PulseOximetry, "Rpm", "Simulated oximeter", $"O{number:d6}"),
            new Oximeter(noise.Branch(22), saturation + noise.Branch(23).Uniform(0), pulse, _artefacts, episodes ? Episode.Desaturation : null),
            _options.OximeterInterval, TimeSpan.FromMinutes(15), episodes);

    private WardDevice Cuffed(int number, string id, SmoothNoise noise, double systolic, double diastolic, Episode? episode) =>
        Install(number, new WardDevice($"{id}-cuff", Kind.BloodPressure, "Rpm", "Simulated cuff", $"C{number:d6}"),
            new Cuff(noise.Branch(24), systolic - Calmer(16) + 6 * noise.Branch(25).Uniform(0), diastolic - Calmer(13) + 4 * noise.Branch(25).Uniform(1), 68 + 8 * noise.Branch(25).Uniform(2), _artefacts, episode),
            _options.CuffInterval, TimeSpan.FromHours(6), episode is not null);

    private WardDevice Install(int number, WardDevice device, IVitalSign sign, TimeSpan interval, TimeSpan historyInterval, bool atOnce)
    {
        // Spread over the interval, so that the ward does not speak in chorus; who has an episode speaks first.
        var first = atOnce ? TimeSpan.FromMilliseconds(500) : interval * new SmoothNoise((ulong)_options.Seed).Branch(77).Uniform(number * 4L + (int)device.Kind);
        _sensors.Add(new WardSensor(device, sign, _zone, first, interval, historyInterval));
        return device;
    }
}
