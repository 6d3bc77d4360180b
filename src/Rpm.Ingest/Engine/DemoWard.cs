using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Wards;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Settings;
using Rpm.Telemetry;

namespace Rpm.Ingest.Engine;

/// <summary>The simulated ward of <c>--demo</c>: invented patients who publish over real MQTT, like any gateway.</summary>
internal sealed class DemoWard : BackgroundService
{
    private readonly Ward _ward;

    public DemoWard(EngineSettings settings, TimeProvider clock)
    {
        _ward = new Ward(
            new WardOptions
            {
                Broker = new BrokerAddress { Host = settings.Mqtt.Host, Port = settings.Mqtt.Port, Username = settings.Mqtt.Username, Password = settings.Mqtt.Password },
                TopicPrefix = settings.Mqtt.TopicPrefix,
                History = TimeSpan.FromHours(24),
            },
            clock);
    }

    /// <summary>The ward's people and devices as registry records.</summary>
    public RegistryContents Registry => new(
        [
            .. _ward.Patients.Select(p => new Patient
            {
                Id = p.Id,
                Mrn = p.Mrn,
                Name = p.Name,
                BirthDate = p.BirthDate,
                TimeZone = p.TimeZone,
                Cohorts = [p.Cohort],
                Spo2Target = p.Spo2Target is { } target ? new Spo2Target(target.Low, target.High, target.Prescriber) : null,
            }),
        ],
        [
            .. _ward.Patients.SelectMany(p => p.Devices).Select(d => new Device
            {
                Id = d.Id, Kind = d.Kind, Manufacturer = d.Manufacturer, Model = d.Model, Serial = d.Serial,
            }),
        ],
        [.. _ward.Patients.SelectMany(p => p.Devices.Select(d => new Enrolment("demo-" + d.Id, p.Id, d.Id, null, Instant.Min, Instant.Max)))]);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => _ward.RunAsync(stoppingToken), CancellationToken.None);
}
