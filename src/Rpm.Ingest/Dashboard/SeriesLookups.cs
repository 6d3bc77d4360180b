using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Rpm.Ingest.Dashboard;

/// <summary>
/// What a page wants to know from the series store and can wait for, one after the other: a page is never held up by it, and never
/// takes the store from those who write. What is asked twice is looked up once.
/// </summary>
internal sealed partial class SeriesLookups(ILogger<SeriesLookups> logger) : BackgroundService
{
    private const int Most = 16_384;

    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);
    private readonly Channel<(string Key, Func<CancellationToken, Task> Look)> _waiting =
        Channel.CreateBounded<(string, Func<CancellationToken, Task>)>(new BoundedChannelOptions(Most) { SingleReader = true });

    /// <summary>Asks for a look-up, unless the same is waiting. Where too many wait it is dropped: the page asks again.</summary>
    public void Ask(string key, Func<CancellationToken, Task> look)
    {
        if (_asked.TryAdd(key, true) && !_waiting.Writer.TryWrite((key, look)))
        {
            _asked.TryRemove(key, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (key, look) in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await look(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception e)
            {
                LogFailed(e);
            }
            finally
            {
                _asked.TryRemove(key, out _);
            }
        }
    }

    [LoggerMessage(1410, LogLevel.Error, "A look-up for the page failed; the page asks again.")]
    private partial void LogFailed(Exception reason);
}
