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
    private readonly ref readonly DecodeContext _context;
    private readonly ReadingBatch _batch;
    private JsonElementMembers _members;
    private int _at;

    public JsonFlatReader(ReadOnlySpan<byte> payload, in DecodeContext context, ReadingBatch batch)
    {
        _payload = payload;
        _context = ref context;
        _batch = batch;
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

        new JsonReadingAssembler(new JsonSource(_payload, default), _context, _batch).Assemble(index, ref _members);
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
            while ((uint)at < (uint)payload.Length && JsonFlatScan.IsPlain(payload[at]))
            {
                at++;
            }

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
            var length = payload[++start..].IndexOfAny(JsonFlatScan.EndsText);
            if (length < 0 || payload[start + length] != '"')
            {
                return false;
            }

            at = start + length + 1;
            Set(member, new JsonSlot(start, length, JsonTokenType.String, false));
            return true;
        }

        if (c is >= (byte)'1' and <= (byte)'9')
        {
            do
            {
                at++;
            }
            while ((uint)at < (uint)payload.Length && JsonFlatScan.IsDigit(payload[at]));
            if ((uint)at < (uint)payload.Length && payload[at] is (byte)',' or (byte)'}')
            {
                Set(member, new JsonSlot(start, at - start, JsonTokenType.Number, false));
                return true; // a whole number, as most are
            }
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

    private void Set(JsonMember member, JsonSlot slot)
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

        for (at++; (uint)at < (uint)payload.Length; at++)
        {
            var c = payload[at];
            if (c == '"')
            {
                _at = at + 1;
                return true;
            }

            if (c is (byte)'\\' or < 0x20)
            {
                return false;
            }
        }

        return false;
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
