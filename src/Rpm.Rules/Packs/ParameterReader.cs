using Rpm.Rules.Language;
using Rpm.Telemetry;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Packs;

/// <summary>Reads one parameter of a pack.</summary>
internal static class ParameterReader
{
    public static RuleParameter? Read(YamlScalarNode name, YamlSection section)
    {
        var before = section.Faults.Count;
        var title = section.Text("title");
        var source = section.Text("source");
        var target = section.Word("patient", required: false, ("", false), ("spo2-target.low", true));
        var value = Cut(section, "default");
        var least = Cut(section, "min");
        var greatest = Cut(section, "max");
        section.Close();
        if (value is null || least is null || greatest is null || section.Faults.Count > before)
        {
            return null;
        }

        if (least.Dimension != value.Dimension || greatest.Dimension != value.Dimension)
        {
            section.Faults.Add(section.Node, "'default', 'min' and 'max' must have the same unit.");
            return null;
        }

        var parameter = new RuleParameter
        {
            Name = name.Value!,
            Title = title,
            Source = source,
            FromSpo2Target = target,
            DefaultCut = value,
            MinCut = least,
            MaxCut = greatest,
        };
        if (!parameter.Allows(value))
        {
            section.Faults.Add(section.Node, $"The default {value} is not between {least} and {greatest}.");
        }

        return parameter;
    }

    private static CutPoint? Cut(YamlSection section, string key)
    {
        if (section.Scalar(key, required: true) is not { } scalar)
        {
            return null;
        }

        if (!CutPoint.TryParse(scalar.Value!, out var cut, out var error))
        {
            section.Faults.Add(scalar, error);
            return null;
        }

        if (cut.Quantities.Length == 1 && CutPoint.NeedsEachUnit(cut.Dimension))
        {
            section.Faults.Add(scalar, $"Glucose is judged in the unit sent: give both, for example '{cut.Completed()}'.");
            return null;
        }

        return cut;
    }
}
