namespace Rpm.Rules.Plans;

/// <summary>Where the value of a parameter in force comes from.</summary>
public enum ParameterOrigin
{
    /// <summary>The pack's own value.</summary>
    Pack,
    /// <summary>Set for the patient.</summary>
    Patient,
    /// <summary>The lower end of a prescribed SpO2 target.</summary>
    Prescribed,
}
