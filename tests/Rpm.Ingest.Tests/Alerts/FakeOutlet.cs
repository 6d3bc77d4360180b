using System.Text;
using System.Text.Json;
using Rpm.Ingest.Mqtt;

namespace Rpm.Ingest.Tests.Alerts;

/// <summary>A broker in memory: what was published, what is retained, and a switch.</summary>
internal sealed class FakeOutlet : IMqttOutlet
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _retained = [];
    private readonly List<Message> _messages = [];
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections = 1;

    public sealed record Message(string Topic, string Payload, bool Retain);

    /// <summary>Decides whether the broker takes a message; called with the topic and its number, 0, 1, 2….</summary>
    public Func<string, int, bool> Takes { get; set; } = (_, _) => true;

    public int Attempts { get; private set; }

    public int Connections => Volatile.Read(ref _connections);

    public IReadOnlyList<Message> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    public IReadOnlyDictionary<string, string> Retained
    {
        get
        {
            lock (_lock)
            {
                return _retained.ToDictionary(r => r.Key, r => Encoding.UTF8.GetString(r.Value));
            }
        }
    }

    /// <summary>The (alert version, retained) of each message on a topic; version 0 = emptied.</summary>
    public IReadOnlyList<(int Version, bool Retain)> On(string topic) =>
        [.. Messages.Where(m => m.Topic == topic).Select(m => (Version(m.Payload), m.Retain))];

    public void Put(string topic, string payload)
    {
        lock (_lock)
        {
            _retained[topic] = Encoding.UTF8.GetBytes(payload);
        }
    }

    /// <summary>The connection was lost and is back; <paramref name="forgets"/>: the broker lost its retained messages.</summary>
    public void Reconnect(bool forgets)
    {
        TaskCompletionSource connected;
        lock (_lock)
        {
            if (forgets)
            {
                _retained.Clear();
            }

            Interlocked.Increment(ref _connections);
            (connected, _connected) = (_connected, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        connected.SetResult();
    }

    public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!Takes(topic, Attempts++))
            {
                throw new MqttOutletException("not connected");
            }

            _messages.Add(new(topic, Encoding.UTF8.GetString(payload.Span), retain));
            if (retain && payload.IsEmpty)
            {
                _retained.Remove(topic);
            }
            else if (retain)
            {
                _retained[topic] = payload.ToArray();
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyCollection<string>> RetainedAsync(string folder, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>>([.. Retained.Keys.Where(topic => topic.StartsWith(folder + "/", StringComparison.Ordinal))]);

    public async Task WaitForConnectionAsync(int connections, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task connected;
            lock (_lock)
            {
                if (_connections > connections)
                {
                    return;
                }

                connected = _connected.Task;
            }

            await connected.WaitAsync(cancellationToken);
        }
    }

    private static int Version(string payload)
    {
        if (payload.Length == 0)
        {
            return 0;
        }

        using var json = JsonDocument.Parse(payload);
        return json.RootElement.GetProperty("version").GetInt32();
    }
}
