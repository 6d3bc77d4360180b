using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>Walks one payload, collects the members of each element and has them assembled.</summary>
internal ref struct JsonFrameReader
{
    private readonly JsonSource _source;
    private readonly ref readonly DecodeContext _context;
    private readonly ReadingBatch _batch;
    private Utf8JsonReader _reader;
    private JsonElementMembers _members;

    public JsonFrameReader(ReadOnlySpan<byte> payload, Span<byte> scratch, in DecodeContext context, ReadingBatch batch)
    {
        _source = new JsonSource(payload, scratch);
        _context = ref context;
        _batch = batch;
        _members = default;

        // Deeper than any limit, so that too deep is seen here and not thrown as if the payload were no JSON.
        _reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = HardDepth });
    }

    /// <summary>Nesting that ends the frame; up to here only the element is refused.</summary>
    public const int HardDepth = 512;

    /// <summary>Reads the frame to its end.</summary>
    /// <returns>A reason to refuse the frame as a whole.</returns>
    /// <exception cref="JsonException">The payload is not JSON.</exception>
    public RejectReason Read()
    {
        _reader.Read();
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                if (!ReadElement(0))
                {
                    return RejectReason.TooLarge;
                }

                break;
            case JsonTokenType.StartArray:
                var index = 0;
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    if (index == _context.Limits.MaxArrayLength || !ReadElement(index))
                    {
                        return RejectReason.TooLarge;
                    }

                    index++;
                }

                break;
            default:
                _batch.Reject(new Rejection(0, RejectReason.Malformed, "the payload is neither an object nor an array", _context.Device, _context.Kind));
                break;
        }

        // Throws where anything follows the document.
        _reader.Read();
        return RejectReason.None;
    }

    // False where the nesting ends the frame.
    private bool ReadElement(int index)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            var type = _reader.TokenType;
            if (!SkipValue())
            {
                return false;
            }

            _batch.Reject(new Rejection(index, RejectReason.Malformed, $"the element is {Describe(type)}, not an object", _context.Device, _context.Kind));
            return true;
        }

        _members.Clear();
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf();
            _reader.Read();
            if (!ReadMember(member))
            {
                return false;
            }
        }

        JsonReadingAssembler.Assemble(_source, _context, _batch, index, _members);
        return true;
    }

    private readonly JsonMember MemberOf()
    {
        if (!_reader.ValueIsEscaped)
        {
            return JsonNames.Member(_reader.ValueSpan);
        }

        // Every character of a name may be written as \uXXXX.
        if (_reader.ValueSpan.Length > JsonNames.LongestMember * 6)
        {
            return JsonMember.None;
        }

        Span<byte> name = stackalloc byte[JsonNames.LongestMember * 6];
        var length = JsonText.Unescape(_reader.ValueSpan, name);
        return length < 0 ? JsonMember.None : JsonNames.Member(name[..length]);
    }

    private bool ReadMember(JsonMember member)
    {
        if (member == JsonMember.None)
        {
            return SkipValue();
        }

        var type = _reader.TokenType;
        var start = (int)_reader.TokenStartIndex + (type == JsonTokenType.String ? 1 : 0);
        _members.Set(member, new JsonSlot(start, _reader.ValueSpan.Length, type, _reader.ValueIsEscaped));
        return member == JsonMember.Quality ? ReadQuality() : SkipValue();
    }

    private bool ReadQuality()
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.String:
                AddQuality();
                return true;
            case JsonTokenType.StartArray:
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    if (_reader.TokenType == JsonTokenType.String)
                    {
                        AddQuality();
                        continue;
                    }

                    _members.QualityInvalid = true;
                    if (!SkipValue())
                    {
                        return false;
                    }
                }

                return true;
            default:
                _members.QualityInvalid = true;
                return SkipValue();
        }
    }

    // A word that the contract does not have is ignored, as an unknown member is.
    private void AddQuality()
    {
        Span<byte> scratch = stackalloc byte[128];
        var word = _reader.ValueSpan;
        if (_reader.ValueIsEscaped)
        {
            var length = word.Length <= scratch.Length ? JsonText.Unescape(word, scratch) : 0;
            _members.Quality |= JsonNames.Quality(scratch[..Math.Max(0, length)]);
            return;
        }

        _members.Quality |= JsonNames.Quality(word);
    }

    // To the end of the value that the reader stands on. False where the nesting ends the frame.
    private bool SkipValue()
    {
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return true;
        }

        var depth = _reader.CurrentDepth;
        do
        {
            if (_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                _members.TooDeep |= _reader.CurrentDepth >= _context.Limits.MaxDepth;
                if (_reader.CurrentDepth >= HardDepth - 1)
                {
                    return false;
                }
            }

            _reader.Read();
        }
        while (_reader.CurrentDepth > depth);
        return true;
    }

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.Null => "null",
        _ => "a truth value",
    };
}
