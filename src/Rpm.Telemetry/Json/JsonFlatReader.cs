using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>
/// Reads payloads as nearly all senders write them: an object, or an array of objects, whose members are plain strings, numbers and truth
/// values, and <c>quality</c> an array of plain strings. Of everything else (an escape, something nested, a fault) it says that it is
/// not of this kind, and <see cref="JsonFrameReader"/> reads it: what both read, both read alike.
/// </summary>
internal ref struct JsonFlatReader
{
    private readonly ReadOnlySpan<byte> _payload;
    private readonly JsonSource _source;
    private readonly ref readonly DecodeContext _context;
    private readonly ReadingBatch _batch;
    private readonly ref JsonElementMembers _members;
    private int _at;

    public JsonFlatReader(ReadOnlySpan<byte> payload, in DecodeContext context, ReadingBatch batch)
    {
        _payload = payload;
        _source = new JsonSource(payload, default);
        _context = ref context;
        _batch = batch;
        _members = ref batch.Members;
    }

    /// <summary>Reads the payload to its end. False where it is not flat: what the batch got from it must be taken back.</summary>
    public bool TryRead()
    {
        Space();
        if (Peek == '{')
        {
            return TryReadElement(0) && Ended();
        }

        if (!Take('['))
        {
            return false;
        }

        Space();
        if (Take(']'))
        {
            return Ended();
        }

        for (var index = 0; index < _context.Limits.MaxArrayLength; index++)
        {
            if (Peek != '{' || !TryReadElement(index))
            {
                return false;
            }

            Space();
            if (Take(']'))
            {
                return Ended();
            }

            if (!Take(','))
            {
                return false;
            }

            Space();
        }

        return false;
    }

    private readonly byte Peek => (uint)_at < (uint)_payload.Length ? _payload[_at] : (byte)0;

    private bool TryReadElement(int index)
    {
        _members.Clear();
        _at++;
        Space();
        if (!Take('}') && !TryReadMembers())
        {
            return false;
        }

        JsonReadingAssembler.Assemble(_source, _context, _batch, index, _members);
        return true;
    }

    // To behind the closing bracket. The place is kept in a local: this is where the time goes.
    private bool TryReadMembers()
    {
        var payload = _payload;
        var at = _at;
        while ((uint)at < (uint)payload.Length && payload[at] == '"')
        {
            var start = ++at;
            at = JsonFlatScan.TextEnd(payload, at);
            if ((uint)at >= (uint)payload.Length || payload[at] != '"')
            {
                return false;
            }

            var member = JsonNames.Member(payload[start..at]);
            at = JsonFlatScan.Past(payload, at + 1, ':');
            if (at < 0 || !TryReadValue(member, payload, ref at))
            {
                return false;
            }

            if ((uint)at < (uint)payload.Length && payload[at] <= ' ')
            {
                at = JsonFlatScan.SpaceFrom(payload, at);
            }

            if ((uint)at >= (uint)payload.Length)
            {
                return false;
            }

            if (payload[at] == '}')
            {
                _at = at + 1;
                return true;
            }

            at = JsonFlatScan.Past(payload, at, ',');
        }

        return false;
    }

    private bool TryReadValue(JsonMember member, ReadOnlySpan<byte> payload, ref int at)
    {
        if ((uint)at >= (uint)payload.Length)
        {
            return false;
        }

        var start = at;
        var c = payload[at];
        if (c == '"')
        {
            var end = JsonFlatScan.TextEnd(payload, ++start);
            if ((uint)end >= (uint)payload.Length || payload[end] != '"')
            {
                return false;
            }

            at = end + 1;
            Set(member, new JsonSlot(start, end - start, JsonTokenType.String, false));
            return true;
        }

        if (c is >= (byte)'1' and <= (byte)'9' && TryReadFewDigits(payload, ref at, out var mantissa, out var decimals))
        {
            Set(member, new JsonSlot(start, at - start, JsonTokenType.Number, false, mantissa, decimals));
            return true;
        }

        _at = start;
        if (c == '[')
        {
            var read = member == JsonMember.Quality && TryReadQualities();
            at = _at;
            return read;
        }

        var type = c switch
        {
            (byte)'t' => Word("true"u8, JsonTokenType.True),
            (byte)'f' => Word("false"u8, JsonTokenType.False),
            (byte)'n' => Word("null"u8, JsonTokenType.Null),
            _ => TryReadNumber() ? JsonTokenType.Number : JsonTokenType.None,
        };
        at = _at;
        Set(member, new JsonSlot(start, at - start, type, false));
        return type != JsonTokenType.None;
    }

    // A number as most are: a few digits, with or without a point, and the end of the member right behind them.
    private static bool TryReadFewDigits(ReadOnlySpan<byte> payload, ref int at, out int mantissa, out sbyte decimals)
    {
        const int Few = 9;
        var (next, digits) = (at, 0);
        mantissa = 0;
        decimals = 0;
        for (; (uint)next < (uint)payload.Length && (uint)(payload[next] - '0') is <= 9 and var digit; next++, digits++)
        {
            mantissa = (mantissa * 10) + (int)digit;
        }

        if ((uint)next < (uint)payload.Length && payload[next] == '.')
        {
            var point = next;
            for (next++; (uint)next < (uint)payload.Length && (uint)(payload[next] - '0') is <= 9 and var digit; next++, digits++)
            {
                mantissa = (mantissa * 10) + (int)digit;
            }

            if (digits > Few || next == point + 1)
            {
                return false;
            }

            decimals = (sbyte)(next - point - 1);
        }

        if (digits > Few || (uint)next >= (uint)payload.Length || payload[next] is not ((byte)',' or (byte)'}'))
        {
            return false;
        }

        at = next;
        return true;
    }

    private void Set(JsonMember member, in JsonSlot slot)
    {
        if (member == JsonMember.None)
        {
            return;
        }

        _members.Set(member, slot);
        if (member != JsonMember.Quality)
        {
            return;
        }

        if (slot.Type == JsonTokenType.String)
        {
            _members.Quality |= JsonNames.Quality(_payload.Slice(slot.Start, slot.Length));
        }
        else
        {
            _members.QualityInvalid |= slot.Type != JsonTokenType.Null;
        }
    }

    private bool TryReadQualities()
    {
        _members.Set(JsonMember.Quality, new JsonSlot(_at, 1, JsonTokenType.StartArray, false));
        _at++;
        Space();
        if (Take(']'))
        {
            return true;
        }

        do
        {
            Space();
            if (!TryReadText(out var start))
            {
                return false;
            }

            _members.Quality |= JsonNames.Quality(_payload[start..(_at - 1)]);
            Space();
        }
        while (Take(','));
        return Take(']');
    }

    // From its quote to behind its other quote.
    private bool TryReadText(out int start)
    {
        var payload = _payload;
        var at = _at;
        start = at + 1;
        if ((uint)at >= (uint)payload.Length || payload[at] != '"')
        {
            return false;
        }

        at = JsonFlatScan.TextEnd(payload, start);
        _at = at + 1;
        return (uint)at < (uint)payload.Length && payload[at] == '"';
    }

    // A sign, digits without a leading zero, a fraction, an exponent.
    private bool TryReadNumber()
    {
        Take('-');
        if (Take('0'))
        {
            if (JsonFlatScan.IsDigit(Peek))
            {
                return false;
            }
        }
        else if (!Digits())
        {
            return false;
        }

        if (Take('.') && !Digits())
        {
            return false;
        }

        if ((Peek | 0x20) == 'e')
        {
            _at++;
            if (Peek is (byte)'+' or (byte)'-')
            {
                _at++;
            }

            return Digits();
        }

        return true;
    }

    private bool Digits()
    {
        var start = _at;
        while (JsonFlatScan.IsDigit(Peek))
        {
            _at++;
        }

        return _at > start;
    }

    private JsonTokenType Word(ReadOnlySpan<byte> word, JsonTokenType type)
    {
        if (!_payload[_at..].StartsWith(word))
        {
            return JsonTokenType.None;
        }

        _at += word.Length;
        return type;
    }

    private bool Ended()
    {
        Space();
        return _at == _payload.Length;
    }

    private void Space()
    {
        _at = JsonFlatScan.SpaceFrom(_payload, _at);
    }

    private bool Take(char c)
    {
        if (Peek != c || _at >= _payload.Length)
        {
            return false;
        }

        _at++;
        return true;
    }
}
