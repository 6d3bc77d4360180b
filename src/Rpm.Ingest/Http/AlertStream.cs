using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Rpm.Ingest.Alerts;

namespace Rpm.Ingest.Http;

/// <summary>
/// The change log as server-sent events. Event id = sequence; <c>Last-Event-ID</c> resumes behind it without gap or double.
/// Without it (or where it is none of ours, or the log no longer reaches back to it, or a patient was erased since) the stream starts, or
/// goes on, with a snapshot of the open alerts as they stand. Each reader is served from
/// the store at its own pace and holds nothing in memory; one that takes nothing is disconnected, never skipped.
/// </summary>
internal sealed partial class AlertStream(
    AlertStore store, AlertStreamSettings settings, TimeProvider time, IHostApplicationLifetime host, ILogger<AlertStream> logger)
{
    /// <summary>Events between two looks at whether the reader keeps up.</summary>
    private const int Page = 128;

    private int _readers;

    /// <summary>Readers connected now.</summary>
    public int Readers => Volatile.Read(ref _readers);

    /// <summary>Serves one reader until it leaves, falls asleep, or the host stops.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        Interlocked.Increment(ref _readers);
        try
        {
            await FollowAsync(context, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader left, was too slow, or the host stops.
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private async Task FollowAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var writer = context.Response.BodyWriter;
        long sequence;
        if (long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && last <= store.LastSequence && last >= store.WholeFrom)
        {
            sequence = last;
            Write(writer, ": resumed\n\n");
            await FlushAsync(context, sequence, cancellationToken);
        }
        else
        {
            sequence = await WriteSnapshotAsync(context, writer, cancellationToken);
        }

        while (true)
        {
            if (sequence < store.WholeFrom)
            {
                sequence = await WriteSnapshotAsync(context, writer, cancellationToken);
            }

            foreach (var entry in await store.ChangesAfterAsync(sequence, Page, cancellationToken))
            {
                Write(writer, string.Create(CultureInfo.InvariantCulture, $"id: {entry.Sequence}\nevent: alert\ndata: "));
                writer.Write(AlertJson.ToUtf8(entry.Change.Alert));
                Write(writer, "\n\n");
                sequence = entry.Sequence;
                await FlushAsync(context, sequence, cancellationToken);
            }

            if (!await ChangedAsync(sequence, cancellationToken))
            {
                Write(writer, ": alive\n\n");
                await FlushAsync(context, sequence, cancellationToken);
            }
        }
    }

    /// <summary>
    /// The open alerts carry no id: only the end of the snapshot does, so a reader that is cut off in its middle starts with
    /// a whole one again.
    /// </summary>
    private async Task<long> WriteSnapshotAsync(HttpContext context, PipeWriter writer, CancellationToken cancellationToken)
    {
        var open = store.Open;
        Write(writer, string.Create(CultureInfo.InvariantCulture, $"event: snapshot\ndata: {{\"sequence\":{open.Sequence},\"open\":{open.Alerts.Count}}}\n\n"));
        foreach (var alert in open.Alerts.Values.OrderBy(alert => alert.Raised).ThenBy(alert => alert.Id, StringComparer.Ordinal))
        {
            Write(writer, "event: alert\ndata: ");
            writer.Write(AlertJson.ToUtf8(alert));
            Write(writer, "\n\n");
            await FlushAsync(context, open.Sequence, cancellationToken);
        }

        Write(writer, string.Create(CultureInfo.InvariantCulture,
            $"id: {open.Sequence}\nevent: snapshot-end\ndata: {{\"sequence\":{open.Sequence}}}\n\n"));
        await FlushAsync(context, open.Sequence, cancellationToken);
        return open.Sequence;
    }

    private async Task<bool> ChangedAsync(long sequence, CancellationToken cancellationToken)
    {
        using var heartbeat = new CancellationTokenSource(settings.Heartbeat, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, heartbeat.Token);
        try
        {
            await store.WaitForChangeAsync(sequence, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async ValueTask FlushAsync(HttpContext context, long sequence, CancellationToken cancellationToken)
    {
        var flush = context.Response.BodyWriter.FlushAsync(cancellationToken);
        if (flush.IsCompletedSuccessfully)
        {
            ThrowIfGone(flush.Result);
            return;
        }

        var waiting = flush.AsTask();
        try
        {
            ThrowIfGone(await waiting.WaitAsync(settings.SlowestWrite, time, cancellationToken));
        }
        catch (TimeoutException)
        {
            Log.SlowReader(logger, settings.SlowestWrite.TotalSeconds, sequence);
            context.Abort();
            // The write it was stuck in ends with the connection; only then may the response be left.
            await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new OperationCanceledException("The reader was too slow.");
        }
    }

    private static void ThrowIfGone(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("The reader is gone.");
        }
    }

    private static void Write(PipeWriter writer, string text) => Encoding.UTF8.GetBytes(text, writer);
}
