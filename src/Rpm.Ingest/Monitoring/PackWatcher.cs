namespace Rpm.Ingest.Monitoring;

/// <summary>Reloads rule packs when their files change: looks every two seconds at names, sizes and times, which works on every file system.</summary>
internal sealed class PackWatcher(string path, PackCatalogue catalogue, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), clock);
        var seen = Look();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (Look() is var now && now != seen)
                {
                    seen = now;
                    await catalogue.ActivateAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private string Look()
    {
        try
        {
            var files = File.Exists(path) ? [path] : Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
            return string.Join('\n', files.Select(f => new FileInfo(f)).Select(f => $"{f.Name} {f.Length} {f.LastWriteTimeUtc.Ticks}"));
        }
        catch (IOException)
        {
            return ""; // being written just now
        }
    }
}
