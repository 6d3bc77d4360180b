using System.Globalization;
using System.Text;
using Rpm.DeviceSim.Publishing;

namespace Rpm.EndToEnd.Tests;

/// <summary>
/// Glucose readings of some patients, each unique, through a publisher that keeps what was not acknowledged. At fixed places an
/// urgent low stands for three readings, so that the number of alerts to come is known.
/// </summary>
internal sealed class CgmLoad(int port, int patients, DateTimeOffset start) : IAsyncDisposable
{
    /// <summary>Readings of a patient from one low to the next.</summary>
    public const int Period = 200;

    private const int FirstLow = 50;

    // Readings have milliseconds.
    private readonly DateTimeOffset _start = DateTimeOffset.FromUnixTimeMilliseconds(start.ToUnixTimeMilliseconds());
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Sent>[] _sent = [.. Enumerable.Range(0, patients).Select(_ => new List<Sent>())];
    private Task _run = Task.CompletedTask;

    public DurablePublisher Publisher { get; } = new(
        new DurablePublisherOptions
        {
            Broker = new BrokerAddress { Port = port },
            ClientId = "cgm-load",
            MaxUnacknowledged = 10_000,
            MinBackOff = TimeSpan.FromMilliseconds(20),
            MaxBackOff = TimeSpan.FromMilliseconds(200),
        },
        TimeProvider.System);

    public static string Patient(int index) => $"kp-{index}";

    public static string Device(int index) => $"kd-{index}";

    /// <summary>What was handed to the publisher, oldest first.</summary>
    public IReadOnlyList<Sent> SentOf(int patient) => _sent[patient];

    /// <summary>Lows that began so far.</summary>
    public int Lows => _sent.Sum(s => s.Count > FirstLow ? (s.Count - FirstLow - 1) / Period + 1 : 0);

    public void Start()
    {
        Publisher.Start();
        _run = RunAsync();
    }

    /// <summary>Ends the load and waits until everything is acknowledged.</summary>
    public async Task FinishAsync()
    {
        await _stop.CancelAsync();
        await _run;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Publisher.DrainAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Publisher.DisposeAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var n = 0; !_stop.IsCancellationRequested; n++)
        {
            for (var i = 0; i < patients; i++)
            {
                var low = n % Period is >= FirstLow and < FirstLow + 3;
                var reading = new Sent(_start.AddMilliseconds(n), low ? 41 : 90 + n % 60);
                _sent[i].Add(reading);
                var payload = string.Create(
                    CultureInfo.InvariantCulture, $$"""{"time":"{{reading.Time:yyyy-MM-dd'T'HH:mm:ss.fffzzz}}","id":"{{n}}","glucose":{{reading.Value}},"unit":"mg/dL"}""");
                await Publisher.EnqueueAsync(new PublishFrame($"rpm/v1/up/{Device(i)}/cgm", Encoding.UTF8.GetBytes(payload)), CancellationToken.None);
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
