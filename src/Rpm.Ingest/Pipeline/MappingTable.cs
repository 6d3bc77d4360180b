using MQTTnet;
using Rpm.Ingest.Settings;
using Rpm.Telemetry.Templates;

namespace Rpm.Ingest.Pipeline;

/// <summary>The mappings of the settings and the shipped ones, by name and by topic. Immutable.</summary>
internal sealed class MappingTable
{
    /// <summary>The topic that posts to a mapping come in under, before its name.</summary>
    public const string HttpTopic = "up/http/ingest/";

    private readonly Dictionary<string, BoundMapping> _byName;
    private readonly BoundMapping[] _byTopic;

    private MappingTable(IEnumerable<BoundMapping> mappings)
    {
        _byName = mappings.ToDictionary(m => m.Mapping.Name, StringComparer.Ordinal);
        _byTopic = [.. _byName.Values.Where(m => m.Topic is not null)];
    }

    /// <summary>No mapping at all.</summary>
    public static MappingTable Empty { get; } = new([]);

    /// <summary>The topic filters that are bound.</summary>
    public IEnumerable<string> Filters => _byTopic.Select(m => m.Topic!);

    /// <summary>Reads every mapping; shipped ones that no setting names can be posted to.</summary>
    /// <param name="options">By name.</param>
    /// <param name="prefix">The engine's topic prefix.</param>
    /// <param name="faults">Gets every fault with its key.</param>
    public static MappingTable Load(IReadOnlyDictionary<string, MappingOptions> options, string prefix, ICollection<SettingFault> faults)
    {
        var mappings = new List<BoundMapping>();
        foreach (var (name, option) in options)
        {
            var key = $"Rpm:Mappings:{name}";
            if (name.AsSpan().ContainsAny("/+#?"))
            {
                faults.Add(new SettingFault(key, "A name is part of a path: / + # ? are not possible in it."));
            }

            if (option.Topic is { } topic && (!IsFilter(topic) || topic.StartsWith(prefix + "/", StringComparison.Ordinal)))
            {
                faults.Add(new SettingFault($"{key}:Topic", $"\"{topic}\" is not an MQTT topic filter outside {prefix}/."));
            }

            if (Read(name, option, key, faults) is { } mapping)
            {
                mappings.Add(new BoundMapping(mapping, option.Topic, option.DeviceLevel));
            }
        }

        mappings.AddRange(ShippedMappings.Names.Where(n => !options.ContainsKey(n)).Select(n => new BoundMapping(Mapping.Read(n, n, ShippedMappings.Source(n)!).Mapping!, null, null)));
        return new MappingTable(mappings);
    }

    /// <summary>The mapping of a name, or null.</summary>
    public BoundMapping? Named(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The mapping that reads a frame's topic, or null.</summary>
    public BoundMapping? Of(string topic)
    {
        if (topic.StartsWith(HttpTopic, StringComparison.Ordinal))
        {
            return Named(topic[HttpTopic.Length..]);
        }

        if (_byTopic.Length == 0 || topic.StartsWith("up/", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var mapping in _byTopic)
        {
            if (MqttTopicFilterComparer.Compare(topic, mapping.Topic!) == MqttTopicFilterCompareResult.IsMatch)
            {
                return mapping;
            }
        }

        return null;
    }

    private static Mapping? Read(string name, MappingOptions option, string key, ICollection<SettingFault> faults)
    {
        string? text;
        try
        {
            text = option.File is { } path ? File.ReadAllText(path) : ShippedMappings.Source(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new SettingFault($"{key}:File", e.Message));
            return null;
        }

        if (text is null)
        {
            faults.Add(new SettingFault($"{key}:File", $"Missing, and there is no shipped mapping of this name ({string.Join(", ", ShippedMappings.Names)})."));
            return null;
        }

        var load = Mapping.Read(name, option.File ?? name, text);
        foreach (var fault in load.Faults.Where(f => !f.IsWarning))
        {
            faults.Add(new SettingFault($"{key}:File", fault.ToString()));
        }

        return load.Mapping;
    }

    private static bool IsFilter(string topic)
    {
        var levels = topic.Split('/');
        return topic.Length > 0 && !topic.Contains('\0', StringComparison.Ordinal)
            && levels.Select((l, i) => (Level: l, Last: i == levels.Length - 1)).All(l =>
                l.Level is "+" || (l.Level is "#" && l.Last) || !l.Level.AsSpan().ContainsAny("+#"));
    }
}
