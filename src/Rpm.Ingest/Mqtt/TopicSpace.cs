using System.Security.Cryptography;
using System.Text;
using MQTTnet;

namespace Rpm.Ingest.Mqtt;

/// <summary>Which topics are frames, who may read which, and how a topic is named inside the engine.</summary>
internal sealed class TopicSpace
{
    private readonly string _folder;
    private readonly string[] _mapped;

    /// <param name="prefix">The configured prefix, for example <c>rpm/v1</c>.</param>
    /// <param name="mapped">Full topic filters that are bound to a mapping.</param>
    public TopicSpace(string prefix, IEnumerable<string> mapped)
    {
        _folder = prefix + "/";
        _mapped = [.. mapped];
    }

    /// <summary>What must be subscribed to at a broker to get every frame.</summary>
    public IEnumerable<string> Filters => _mapped.Prepend(_folder + "up/#");

    /// <summary>The topic as others see it.</summary>
    public string Full(string below) => _folder + below;

    /// <summary>The topic without the prefix, or null when it is not below it.</summary>
    public string? Below(string topic) => topic.StartsWith(_folder, StringComparison.Ordinal) ? topic[_folder.Length..] : null;

    /// <summary>
    /// The frame's topic: without the prefix below it, in full for a mapped topic elsewhere. Null when nobody may publish there.
    /// </summary>
    public string? FrameTopic(string topic)
    {
        if (topic.StartsWith(_folder, StringComparison.Ordinal))
        {
            if (topic.AsSpan(_folder.Length).StartsWith("up/") || IsMapped(topic))
                return topic[_folder.Length..];
            return null;
        }

        return IsMapped(topic) ? topic : null;
    }

    /// <summary>
    /// A client may read what the engine publishes, but of <c>down/</c> only its own part. The levels that decide must be
    /// spelled out: a wildcard there would reach other clients' messages.
    /// </summary>
    public bool MaySubscribe(string filter, string clientId)
    {
        if (!filter.StartsWith(_folder, StringComparison.Ordinal))
            return false;
        var levels = filter[_folder.Length..].Split('/', 3);
        return levels[0] switch
        {
            "" or "+" or "#" or "up" => false,
            "down" => levels.Length > 1 && levels[1] == PublisherId(clientId),
            _ => true,
        };
    }

    /// <summary>
    /// The topic level of a client id. A legal level stays as it is; in others the illegal characters are replaced and a hash is
    /// added, so two clients never share a level.
    /// </summary>
    public static string PublisherId(string clientId)
    {
        if (clientId.Length is > 0 and < 256 && !clientId.AsSpan().ContainsAny("/+#\0"))
            return clientId;
        var safe = new StringBuilder(clientId, 0, Math.Min(clientId.Length, 64), 96);
        safe.Replace('/', '_').Replace('+', '_').Replace('#', '_').Replace('\0', '_');
        return safe.Append('-').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clientId)).AsSpan(0, 8))).ToString();
    }

    private bool IsMapped(string topic)
    {
        foreach (var filter in _mapped)
        {
            if (MqttTopicFilterComparer.Compare(topic, filter) == MqttTopicFilterCompareResult.IsMatch)
                return true;
        }

        return false;
    }
}
