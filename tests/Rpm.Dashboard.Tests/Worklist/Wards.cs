using Rpm.Dashboard.Patients;
using Rpm.Dashboard.Worklist;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Tests.Worklist;

/// <summary>Wards for tests.</summary>
internal static class Wards
{
    public static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));

    public static Alert Alert(string id, AlertPriority priority, bool acknowledged = false, int minutes = 10) => new()
    {
        Id = id,
        Version = 1,
        Patient = "p",
        Device = "d",
        Rule = "low",
        Pack = "cgm",
        PackHash = "h",
        Title = "Glucose low " + id,
        Class = AlertClass.Physiological,
        Priority = priority,
        Critical = false,
        Active = true,
        Acknowledged = acknowledged,
        Raised = Now - TimeSpan.FromMinutes(minutes),
        Measure = Measure.Glucose,
        Value = new Quantity(49, 0, Unit.MilligramPerDecilitre),
        Limit = new Quantity(54, 0, Unit.MilligramPerDecilitre),
        Evidence = [],
        Limits = [],
        History = [],
    };

    public static WardPatient Patient(string id, params Alert[] alerts) => new(id, "Name of " + id, "M" + id, null, "UTC", null, null, true, alerts, []);

    public static LatestValue Glucose(long value, Unit unit, TimeSpan ago, byte decimals = 0) => new(Kind.Cgm, Measure.Glucose, new Quantity(value, decimals, unit), Now - ago, false);

    public static Ward Of(params WardPatient[] patients) => new(1, Now, Unit.MilligramPerDecilitre, patients);
}
