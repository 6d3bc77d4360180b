using Rpm.Dashboard.Patients;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>What the page of a patient stands on.</summary>
internal static class PatientPageServices
{
    /// <param name="glucoseUnit">The site's unit.</param>
    public static IServiceCollection AddPatientPage(this IServiceCollection services, Unit glucoseUnit)
    {
        services.AddSingleton(new SiteUnits(glucoseUnit));
        services.AddSingleton<IPatientRecords, PatientRecords>();
        services.AddSingleton<IPatientCommands, PatientCommands>();
        services.AddSingleton<PatientViews>();
        return services;
    }
}
