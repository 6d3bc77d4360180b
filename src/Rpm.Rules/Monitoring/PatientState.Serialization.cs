using System.Buffers;
using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

public sealed partial class PatientState
{
    // 1: the first. 2: windows, tracks only where there is something to keep, marks in the place of hashes.
    internal const byte FormatVersion = 2;

    /// <summary>Writes everything; <see cref="Read"/> makes the same state of it, in this version and later ones.</summary>
    public void Write(IBufferWriter<byte> buffer)
    {
        var to = new StateWriter(buffer);
        to.Byte(FormatVersion);
        to.Text(Patient);
        to.Number(Position);
        to.Time(PausedUntil);
        to.Number(_seen.Length * 2);
        for (var place = 0; place < _seen.Length * 2; place++)
        {
            ref readonly var seen = ref Known((Kind)(place / 2), place % 2 == 1);
            to.Text(seen.Device);
            if (seen.Device is not null)
            {
                to.Time(seen.Time);
                to.Number(seen.Position);
                to.Flag(seen.Unheard);
                to.OpenTime(seen.BacklogFrom);
                to.OpenTime(seen.Until);
                to.Time(seen.BeforeTime);
                to.Number(seen.BeforePosition);
            }
        }

        to.Number(_silencesTold.Count);
        foreach (var (mark, told) in _silencesTold)
        {
            to.Mark(mark);
            to.Number(told);
        }

        var rules = Plan is null ? _knownRules?.Order().ToArray() ?? [] : [.. Plan.Rules.Select(r => r.Mark).Order()];
        to.Number(rules.Length);
        foreach (var mark in rules)
        {
            to.Mark(mark);
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
        ReadSeen(ref from, state, version);
        var told = from.Count();
        for (var i = 0; i < told; i++)
        {
            state._silencesTold.Add((version < 2 ? MarkOf(from.Text()) : from.Mark(), from.Number()));
        }

        state._silencesTold.Sort();
        if (version >= 2)
        {
            state._knownRules = [];
            var rules = from.Count();
            for (var i = 0; i < rules; i++)
            {
                state._knownRules.Add(from.Mark());
            }
        }

        var series = from.Count();
        for (var i = 0; i < series; i++)
        {
            if (version < 2)
            {
                // Rules of that time had other hashes: what they had come to is lost, and their alerts wait for a person.
                SeriesCodec.Skip1(ref from);
            }
            else
            {
                state._series.Add(SeriesCodec.Read(ref from));
            }
        }

        var open = from.Count();
        for (var i = 0; i < open; i++)
        {
            state.Open.Add(AlertCodec.Read(ref from, version));
        }

        if (!from.AtEnd)
        {
            throw new InvalidDataException("A patient's state has bytes behind its end.");
        }

        state.Touch();
        state.AnswerDue = Instant.Min;
        return state;
    }

    private static void ReadSeen(ref StateReader from, PatientState state, byte version)
    {
        var kinds = from.Count();
        for (var i = 0; i < kinds; i++)
        {
            var seen = new LastSeen { Device = from.OptionalText() };
            var test = false;
            if (version < 2 || seen.Device is not null)
            {
                (seen.Time, seen.Position) = (from.Time(), from.Number());
                var flag = from.Flag();
                (test, seen.Unheard) = version < 2 ? (flag, false) : (false, flag);
                (seen.BacklogFrom, seen.Until) = version < 2 ? (from.Time(), Instant.Max) : (from.OpenTime(), from.OpenTime());
                (seen.BeforeTime, seen.BeforePosition) = version < 2 ? (Instant.Min, 0) : (from.Time(), from.Number());
            }

            // In format 1 there was one for a kind, whether of a test or not.
            var place = version < 2 ? (i * 2) + (test ? 1 : 0) : i;
            if (seen.Device is not null && place / 2 < state._seen.Length)
            {
                state.Seen((Kind)(place / 2), place % 2 == 1) = seen;
            }
        }
    }

    private static ulong MarkOf(string hash) =>
        ulong.TryParse(hash.AsSpan(0, Math.Min(16, hash.Length)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mark) ? mark : 0;
}
