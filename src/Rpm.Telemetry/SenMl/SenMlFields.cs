namespace Rpm.Telemetry.SenMl;

/// <summary>The fields of one record as sent.</summary>
internal struct SenMlFields
{
    public SenMlText BaseName;
    public SenMlText BaseUnit;
    public SenMlText Name;
    public SenMlText Unit;
    public SenMlText TextValue;
    public SenMlNumber BaseTime;
    public SenMlNumber BaseValue;
    public SenMlNumber Version;
    public SenMlNumber Time;
    public SenMlNumber Value;
    public SenMlValueType OtherValue;
    public bool HasBaseName;
    public bool HasBaseUnit;
    public bool HasBaseTime;
    public bool HasBaseValue;
    public bool HasVersion;
    public bool HasOtherValue;
    public bool MustUnderstand;

    /// <summary>Takes a text field; false where the label has none.</summary>
    public bool Set(SenMlLabel label, SenMlText text)
    {
        switch (label)
        {
            case SenMlLabel.BaseName:
                (BaseName, HasBaseName) = (text, true);
                return true;
            case SenMlLabel.BaseUnit:
                (BaseUnit, HasBaseUnit) = (text, true);
                return true;
            case SenMlLabel.Name:
                Name = text;
                return true;
            case SenMlLabel.Unit:
                Unit = text;
                return true;
            case SenMlLabel.TextValue:
                (TextValue, OtherValue, HasOtherValue) = (text, SenMlValueType.Text, true);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes a number; false where the label has none.</summary>
    public bool Set(SenMlLabel label, SenMlNumber number)
    {
        switch (label)
        {
            case SenMlLabel.BaseTime:
                (BaseTime, HasBaseTime) = (number, true);
                return true;
            case SenMlLabel.BaseValue:
                (BaseValue, HasBaseValue) = (number, true);
                return true;
            case SenMlLabel.BaseVersion:
                (Version, HasVersion) = (number, true);
                return true;
            case SenMlLabel.Time:
                Time = number;
                return true;
            case SenMlLabel.Value:
                Value = number;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes a truth value; false where the label has none.</summary>
    public bool Set(SenMlLabel label, bool value)
    {
        if (label != SenMlLabel.BooleanValue)
        {
            return false;
        }

        (OtherValue, HasOtherValue) = (value ? SenMlValueType.True : SenMlValueType.False, true);
        return true;
    }

    /// <summary>A field has the wrong type.</summary>
    public void SetInvalid(SenMlLabel label)
    {
        switch (label)
        {
            case SenMlLabel.BaseTime or SenMlLabel.BaseValue or SenMlLabel.BaseVersion or SenMlLabel.Time or SenMlLabel.Value:
                Set(label, SenMlNumber.Invalid);
                break;
            case SenMlLabel.TextValue or SenMlLabel.BooleanValue:
                (OtherValue, HasOtherValue) = (SenMlValueType.Invalid, true);
                break;
            case SenMlLabel.None or SenMlLabel.Ignored:
                break;
            default:
                MustUnderstand = true; // a name or a unit that is no text
                break;
        }
    }
}
