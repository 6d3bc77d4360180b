using System.Globalization;

namespace Rpm.Ingest.Settings;

/// <summary>Reads everything below <c>Rpm:</c> once and reports every fault together.</summary>
internal static class SettingsReader
{
    /// <summary>Sections whose own part of the engine reads them.</summary>
    public static readonly IReadOnlyList<SettingsSection> OwnedElsewhere =
        [new("Mqtt", null), new("Influx", null), new("Fhir", null), new("Alerts", null), new("Notify", null)];

    /// <summary>The options, or null and every fault. Sections of other parts are not looked into.</summary>
    public static (RpmOptions? Options, IReadOnlyList<SettingFault> Faults) Read(IConfiguration configuration) =>
        Read(configuration, OwnedElsewhere);

    /// <summary>The same, where keys that the <paramref name="elsewhere"/> types do not have are faults too.</summary>
    public static (RpmOptions? Options, IReadOnlyList<SettingFault> Faults) Read(
        IConfiguration configuration, IReadOnlyList<SettingsSection> elsewhere)
    {
        var faults = new List<SettingFault>();
        var root = configuration.GetSection("Rpm");
        var options = SettingsBinder.Bind<RpmOptions>(root, "Rpm", faults, [.. elsewhere.Select(s => s.Name)]);
        foreach (var section in elsewhere)
        {
            if (section.Options is { } type)
            {
                SettingsBinder.Check(type, root.GetSection(section.Name), $"Rpm:{section.Name}", faults);
            }
        }

        faults.AddRange(SettingsValidator.Validate(options, root["Mqtt:Mode"], root["Mqtt:Host"]));
        return (faults.Count == 0 ? options : null, faults);
    }

    /// <summary>One message that names every fault with its key, for standard error.</summary>
    public static string Message(IReadOnlyList<SettingFault> faults)
    {
        var lines = faults.Select(f => $"  {f.Key}: {f.Message}");
        var head = faults.Count == 1 ? "1 setting is wrong:" : string.Create(CultureInfo.InvariantCulture, $"{faults.Count} settings are wrong:");
        return string.Join(Environment.NewLine, lines.Prepend(head));
    }
}
