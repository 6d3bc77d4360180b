using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>
/// Writes the journal's readings to InfluxDB or VictoriaMetrics. One point per reading, found again by measurement, device
/// and time stamp: writing twice leaves one. A withdrawal deletes its point; a corrected enrolment deletes the points of the
/// changed span and writes them again from the embedded store, for whom they belong to now.
/// </summary>
internal sealed class InfluxSink(InfluxOptions options, HttpClient http, ISeriesStore store, IRegistry registry, ILogger<InfluxSink> logger)
    : IOutsideSink
{
    private const int MaxLines = 5_000;
    private const int MaxBytes = 4 << 20;
    private const int RewritePage = 20_000;

    private static readonly IReadOnlyList<Kind> AllKinds = [.. Kinds.All.Select(k => k.Kind)];

    private readonly InfluxClient _client = new(http, options, logger);
    private readonly LineProtocolWriter _lines = new();
    private readonly List<long> _positions = [];

    /// <inheritdoc/>
    public string Name => "influx";

    /// <inheritdoc/>
    public async Task<SinkDelivery> DeliverAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        // A delivery that was broken off may have left lines behind.
        Clear();
        await _client.PrepareAsync(cancellationToken);

        var rejected = new List<SinkRejection>();
        var readings = 0L;
        foreach (var group in groups)
        {
            readings += group.Readings.Length;
            await DeliverAsync(group, rejected, cancellationToken);
        }

        await FlushAsync(rejected, cancellationToken);
        if (rejected.Count > 0)
        {
            InfluxLog.Refused(logger, rejected.Count, rejected[^1].Position, rejected[^1].Reason);
        }

        return new SinkDelivery(readings - rejected.Count, rejected);
    }

    private async Task DeliverAsync(JournalGroup group, List<SinkRejection> rejected, CancellationToken cancellationToken)
    {
        var next = 0;
        foreach (var entry in group.Entries)
        {
            if (entry is ReadingWithdrawn or EnrolmentPut or PatientErased)
            {
                next = await WriteAsync(group.Readings, next, entry.Position, rejected, cancellationToken);
                await FlushAsync(rejected, cancellationToken);
                await CorrectAsync(entry, cancellationToken);
            }
        }

        await WriteAsync(group.Readings, next, long.MaxValue, rejected, cancellationToken);
    }

    /// <summary>Takes the readings from <paramref name="next"/> on that come before a position; returns the first that does not.</summary>
    private async Task<int> WriteAsync(
        ReadOnlyMemory<CommittedReading> readings, int next, long before, List<SinkRejection> rejected, CancellationToken cancellationToken)
    {
        while (next < readings.Length && readings.Span[next].Position < before)
        {
            next = Encode(readings.Span, next, before, rejected);
            if (IsFull)
            {
                await FlushAsync(rejected, cancellationToken);
            }
        }

        return next;
    }

    private int Encode(ReadOnlySpan<CommittedReading> readings, int next, long before, List<SinkRejection> rejected)
    {
        for (; next < readings.Length && readings[next].Position < before && !IsFull; next++)
        {
            ref readonly var committed = ref readings[next];
            if (_lines.TryWrite(committed.Patient, committed.Reading, committed.Ordinal))
            {
                _positions.Add(committed.Position);
            }
            else
            {
                rejected.Add(new SinkRejection(committed.Position, "Its time cannot be written as nanoseconds, or it holds no value."));
            }
        }

        return next;
    }

    private async Task CorrectAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        if (entry is ReadingWithdrawn withdrawn && LineProtocolWriter.HasTimestamp(withdrawn.Time))
        {
            var at = LineProtocolWriter.Timestamp(withdrawn.Time, withdrawn.Ordinal);
            if (!await _client.DeleteAsync([withdrawn.Kind], withdrawn.Device, at, at, cancellationToken))
            {
                InfluxLog.CannotDelete(logger, entry.Position);
            }
        }
        else if (entry is PatientErased { Enrolments: { Count: > 0 } enrolments })
        {
            await MoveAsync(entry.Position, [.. enrolments.Select(e => new InfluxCorrection(e.Device, e.From, e.To))], registry.Current, cancellationToken);
        }
        else if (entry is EnrolmentPut put)
        {
            var snapshot = registry.Current;
            var corrections = InfluxCorrection.Of(put, snapshot);
            if (corrections.Count > 0)
            {
                await MoveAsync(put.Position, corrections, snapshot, cancellationToken);
            }
        }
    }

    private async Task MoveAsync(long position, IReadOnlyList<InfluxCorrection> corrections, RegistrySnapshot snapshot, CancellationToken cancellationToken)
    {
        // What is deleted here and not yet readable there would be gone.
        if (store.Cursor < position)
        {
            throw new SinkUnavailableException($"The correction at position {position} waits until the embedded series store has come that far.");
        }

        var points = 0L;
        var deleted = true;
        foreach (var correction in corrections)
        {
            var (first, last) = (Nanoseconds(correction.From), Nanoseconds(correction.To) - 1);
            deleted &= await _client.DeleteAsync(AllKinds, correction.Device, first, last, cancellationToken);
            points += await RewriteAsync(correction, snapshot, cancellationToken);
        }

        if (!deleted)
        {
            InfluxLog.CannotDelete(logger, position);
        }

        InfluxLog.Corrected(logger, position, points);
    }

    /// <summary>Writes a span again, page by page; a page goes on at the last time of the one before it, behind what that held of it.</summary>
    private async Task<long> RewriteAsync(InfluxCorrection correction, RegistrySnapshot snapshot, CancellationToken cancellationToken)
    {
        // Their readings were counted when they were delivered: what the server refuses now it refused then.
        var counted = new List<SinkRejection>();
        var (from, skip, points) = (correction.From, 0, 0L);
        while (true)
        {
            var page = await store.ReadAsync(
                new SeriesQuery { Slices = [new SeriesSlice(correction.Device, null, from, correction.To)], Skip = skip, Take = RewritePage }, cancellationToken);
            foreach (var stored in page)
            {
                var reading = stored.Reading;
                if (snapshot.Attribute(reading.Device, reading.User, reading.Time) is { } enrolment
                    && _lines.TryWrite(enrolment.Patient, reading, stored.Ordinal))
                {
                    _positions.Add(stored.Position);
                    points++;
                }

                if (IsFull)
                {
                    await FlushAsync(counted, cancellationToken);
                }
            }

            if (page.Count < RewritePage)
            {
                await FlushAsync(counted, cancellationToken);
                return points;
            }

            var last = page[^1].Reading.Time;
            var atLast = page.Reverse().TakeWhile(r => r.Reading.Time == last).Count();
            skip = last == from ? skip + atLast : atLast;
            from = last;
        }
    }

    private bool IsFull => _lines.Lines >= MaxLines || _lines.Bytes >= MaxBytes;

    private async Task FlushAsync(List<SinkRejection> rejected, CancellationToken cancellationToken)
    {
        if (_lines.Lines > 0)
        {
            await new InfluxBatch(_client, _lines, _positions).WriteAsync(rejected, cancellationToken);
            Clear();
        }
    }

    private void Clear()
    {
        _lines.Clear();
        _positions.Clear();
    }

    private static long Nanoseconds(Instant time) =>
        time < new Instant(0) && !LineProtocolWriter.HasTimestamp(time) ? long.MinValue + 2
        : LineProtocolWriter.HasTimestamp(time) ? LineProtocolWriter.Timestamp(time, 0)
        : long.MaxValue;
}
