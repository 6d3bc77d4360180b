namespace Rpm.Telemetry;

/// <summary>Relation of a glucose meter reading to a meal (Bluetooth SIG 0x2A34, field "Meal").</summary>
public enum MealContext : byte
{
    Preprandial = 1,
    Postprandial = 2,
    Fasting = 3,
    /// <summary>Snacks, drinks and the like.</summary>
    Casual = 4,
    Bedtime = 5,
}
