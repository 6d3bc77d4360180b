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
        if (!Take('}'))
        {
            do
            {
                Space();
                if (!TryReadMember())
                {
                    return false;
                }

                Space();
            }
            while (Take(','));

            if (!Take('}'))
            {
                return false;
            }
        }

        new JsonReadingAssembler(_payload, _context, _batch).Assemble(index, ref _members);
        return true;
    }

    private bool TryReadMember()
    {
        if (!TryReadText(out var nameStart))
        {
            return false;
        }

        var member = JsonNames.Member(_payload[nameStart..(_at - 1)]);
        Space();
        if (!Take(':'))
        {
            return false;
        }

        Space();
        var start = _at;
        JsonTokenType type;
        switch (Peek)
        {
            case (byte)'"':
                if (!TryReadText(out start))
                {
                    return false;
                }

                Set(member, new JsonSlot(start, _at - 1 - start, JsonTokenType.String, false));
                return true;
            case (byte)'t':
                type = Word("true"u8, JsonTokenType.True);
                break;
            case (byte)'f':
                type = Word("false"u8, JsonTokenType.False);
                break;
            case (byte)'n':
                type = Word("null"u8, JsonTokenType.Null);
                break;
            case (byte)'[':
                return member == JsonMember.Quality && TryReadQualities();
            default:
                type = TryReadNumber() ? JsonTokenType.Number : JsonTokenType.None;
                break;
        }

        if (type == JsonTokenType.None)
        {
            return false;
        }

        Set(member, new JsonSlot(start, _at - start, type, false));
        return true;
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
        start = _at + 1;
        if (Peek != '"')
        {
            return false;
        }

        var payload = _payload;
        for (var at = start; at < payload.Length; at++)
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
            if (IsDigit(Peek))
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
        while (IsDigit(Peek))
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
        while (Peek is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
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

    private static bool IsDigit(byte c) => (uint)(c - '0') <= 9;
}
