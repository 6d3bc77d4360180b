using Rpm.Ingest.Journal;

namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>
/// Writes one batch of lines and finds out which of them the server refuses. InfluxDB stores the good points of a body and
/// says how many it dropped, seldom which: the body is halved until the bad lines stand alone. Writing a good point twice
/// changes nothing.
/// </summary>
internal sealed class InfluxBatch(InfluxClient client, LineProtocolWriter lines, IReadOnlyList<long> positions)
{
    private readonly List<(SinkRejection Rejection, bool Certain)> _refused = [];
    private bool _anyWritten;

    /// <summary>Returns when each line is stored or among <paramref name="rejected"/>.</summary>
    /// <exception cref="SinkUnavailableException">
    /// The server takes nothing now; also where it refused every line in words that do not speak of points: that is a setting.
    /// </exception>
    public async Task WriteAsync(List<SinkRejection> rejected, CancellationToken cancellationToken)
    {
        await WriteAsync(0, lines.Lines, cancellationToken);
        if (!_anyWritten && _refused.Find(r => !r.Certain).Rejection is { } doubtful)
        {
            throw new SinkUnavailableException($"InfluxDB refuses everything: {doubtful.Reason}");
        }

        rejected.AddRange(_refused.Select(r => r.Rejection));
    }

    private async Task WriteAsync(int first, int count, CancellationToken cancellationToken)
    {
        var answer = await client.WriteAsync(lines.Slice(first, count), cancellationToken);
        if (answer.Outcome == InfluxOutcome.Written)
        {
            _anyWritten = true;
        }
        else if (count == 1 || answer.Dropped >= count)
        {
            for (var i = first; i < first + count; i++)
            {
                _refused.Add((new SinkRejection(positions[i], answer.Message), answer.Outcome != InfluxOutcome.BodyRefused));
            }
        }
        else
        {
            await WriteAsync(first, count / 2, cancellationToken);
            await WriteAsync(first + (count / 2), count - (count / 2), cancellationToken);
        }
    }
}
