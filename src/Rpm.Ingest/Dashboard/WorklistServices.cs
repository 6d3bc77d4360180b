using Microsoft.Extensions.DependencyInjection.Extensions;
using Rpm.Dashboard.Devices;
using Rpm.Dashboard.Operations;
using Rpm.Dashboard.Patients;
using Rpm.Dashboard.Quarantine;
using Rpm.Dashboard.Worklist;
using Rpm.Ingest.Engine;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>What the worklist and the pages beside it stand on.</summary>
internal static class WorklistServices
{
    public static IServiceCollection AddWorklist(this IServiceCollection services, string dataDirectory)
    {
        services.TryAddSingleton(new SiteUnits(Unit.MilligramPerDecilitre));
        services.AddSingleton<SeriesLookups>();
        services.AddHostedService(s => s.GetRequiredService<SeriesLookups>());
        services.AddSingleton(s => new RecentCourses(
            s.GetRequiredService<EngineParts>().Log, s.GetRequiredService<ISeriesStore>(), s.GetRequiredService<IRegistry>(),
            s.GetRequiredService<SeriesLookups>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICourses>(s => s.GetRequiredService<RecentCourses>());
        services.AddSingleton<IWardSource, WardFeed>();
        services.AddSingleton<IAlertDesk, AlertDesk>();
        services.AddSingleton<IShiftBook>(s => new ShiftBook(
            Path.Combine(dataDirectory, ShiftBook.FileName), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<IRegistry>()));
        services.AddSingleton<StageClock>();
        services.AddSingleton<IEngineRoom, EngineRoom>();
        services.AddSingleton<IQuarantineDesk, QuarantineDesk>();
        services.AddSingleton<IDeviceDesk, DeviceDesk>();
        return services;
    }
}
