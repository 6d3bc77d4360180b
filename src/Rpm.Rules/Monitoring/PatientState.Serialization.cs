using System.Buffers;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

public sealed partial class PatientState
{
    // 1: the first.
    private const byte FormatVersion = 1;

    /// <summary>Writes everything; <see cref="Read"/> makes the same state of it, in this version and later ones.</summary>
    public void Write(IBufferWriter<byte> buffer)
    {
        var to = new StateWriter(buffer);
        to.Byte(FormatVersion);
        to.Text(Patient);
        to.Number(Position);
        to.Time(PausedUntil);
        to.Number(_seen.Length);
        foreach (var seen in _seen)
        {
            to.Text(seen.Device);
            to.Time(seen.Time);
            to.Number(seen.Position);
            to.Flag(seen.Test);
            to.Time(seen.BacklogFrom);
        }

        to.Number(_silencesTold.Count);
        foreach (var (hash, position) in _silencesTold)
        {
            to.Text(hash);
            to.Number(position);
        }

        to.Number(_series.Count);
        foreach (var series in _series)
        {
            SeriesCodec.Write(to, series);
        }

        to.Number(Open.Count);
        foreach (var open in Open)
        {
            AlertCodec.Write(to, open);
        }
    }

    /// <summary>Reads a written state; it takes its plan at the next call of the monitor.</summary>
    /// <exception cref="InvalidDataException">The bytes are cut short, damaged, or of a later version than this program knows.</exception>
    public static PatientState Read(ReadOnlySpan<byte> bytes)
    {
        var from = new StateReader(bytes);
        var version = from.Byte();
        if (version is 0 or > FormatVersion)
        {
            throw new InvalidDataException($"A patient's state has format {version}; this program reads up to {FormatVersion}. Use the newer program.");
        }

        var state = new PatientState(from.Text()) { Position = from.Number(), PausedUntil = from.Time() };
        var kinds = from.Count();
        for (var i = 0; i < kinds; i++)
        {
            var seen = new LastSeen { Device = from.OptionalText(), Time = from.Time(), Position = from.Number(), Test = from.Flag(), BacklogFrom = from.Time() };
            if (i < state._seen.Length)
            {
                state._seen[i] = seen;
            }
        }

        var told = from.Count();
        for (var i = 0; i < told; i++)
        {
            var hash = from.Text();
            state._silencesTold[hash] = from.Number();
        }

        var series = from.Count();
        for (var i = 0; i < series; i++)
        {
            state._series.Add(SeriesCodec.Read(ref from));
        }

        var open = from.Count();
        for (var i = 0; i < open; i++)
        {
            state.Open.Add(AlertCodec.Read(ref from));
        }

        if (!from.AtEnd)
        {
            throw new InvalidDataException("A patient's state has bytes behind its end.");
        }

        state.Touch();
        state.AnswerDue = Instant.Min;
        return state;
    }
}
