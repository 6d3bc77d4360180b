using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>
/// Looks at the fixed header of every packet before its body is gathered. MQTTnet has no packet limit and would buffer up to
/// 256 MiB; it reads whole packets, so each buffer begins with a header. Above the limit the reader yields one PINGREQ instead
/// (the interceptor then closes the connection with 0x95) and nothing after it.
/// </summary>
internal sealed class LimitedPacketReader(PipeReader inner, Link link, int maxPacketSize) : PipeReader
{
    private static readonly ReadOnlySequence<byte> PingRequest = new([0xC0, 0x00]);

    private bool _substituted;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_substituted)
            return NothingMoreAsync(cancellationToken);
        var read = inner.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new ValueTask<ReadResult>(Checked(read.Result)) : AwaitAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        result = default;
        if (_substituted || !inner.TryRead(out result))
            return false;
        result = Checked(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        if (!_substituted)
            inner.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_substituted)
            inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <summary>The size that a fixed header announces, or 0 when it is not complete. A malformed length counts as endless.</summary>
    internal static long PacketSize(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[5];
        var first = buffer.FirstSpan;
        if (first.Length >= 5 || buffer.IsSingleSegment)
        {
            header = header[..Math.Min(5, first.Length)];
            first[..header.Length].CopyTo(header);
        }
        else
        {
            var head = buffer.Length > 5 ? buffer.Slice(0, 5) : buffer;
            head.CopyTo(header);
            header = header[..(int)head.Length];
        }

        long length = 0;
        for (var i = 1; i < header.Length; i++)
        {
            length |= (long)(header[i] & 0x7F) << (7 * (i - 1));
            if ((header[i] & 0x80) == 0)
                return 1 + i + length;
        }

        return header.Length == 5 ? long.MaxValue : 0;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> read) => Checked(await read);

    private ReadResult Checked(ReadResult result)
    {
        if (PacketSize(result.Buffer) <= maxPacketSize)
            return result;
        // What was read is given back unconsumed: the pipe ends when the connection does.
        inner.AdvanceTo(result.Buffer.Start);
        _substituted = true;
        link.TooLarge = true;
        return new ReadResult(PingRequest, isCanceled: false, isCompleted: false);
    }

    private static async ValueTask<ReadResult> NothingMoreAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return default;
    }
}
