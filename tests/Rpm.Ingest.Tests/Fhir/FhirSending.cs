using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Fhir;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;

namespace Rpm.Ingest.Tests.Fhir;

/// <summary>Sink and alert sender as the host wires them, over fakes.</summary>
internal sealed class FhirSending : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _folder = Directory.CreateTempSubdirectory("rpm-fhir").FullName;
    private long _position;

    public FhirSending(FhirOptions options, Action<IHttpClientBuilder>? http = null)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<ISeriesStore>(Store).AddSingleton<IAlertReader>(Alerts).AddSingleton<IRegistry>(Registry);
        services.AddFhir(options).AddFhirSending(options, _folder);
        http?.Invoke(services.AddHttpClient(FhirServer.ClientName));
        _services = services.BuildServiceProvider();
    }

    public FakeSeriesStore Store { get; } = new();

    public FakeAlertReader Alerts { get; } = new();

    public FakeRegistry Registry { get; } = new(FhirSamples.Registry());

    public FhirSink Sink => _services.GetRequiredService<FhirSink>();

    public AlertTaskSender Sender => _services.GetRequiredService<AlertTaskSender>();

    /// <summary>A commit of readings and other entries; the readings come first.</summary>
    public JournalGroup Group(IEnumerable<Telemetry.Reading> readings, params JournalEntry[] entries)
    {
        var first = _position + 1;
        var committed = readings.Select(r => new CommittedReading { Position = ++_position, Received = r.Time + TimeSpan.FromSeconds(2), Patient = "p1", Reading = r }).ToArray();
        foreach (var reading in committed)
        {
            Store.Add(reading.Reading);
        }

        foreach (var entry in entries)
        {
            entry.Position = ++_position;
        }

        return new JournalGroup { Id = _position, First = first, Last = _position, At = FhirSamples.Time + TimeSpan.FromDays(1), Readings = committed, Entries = entries, Balance = default };
    }

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
