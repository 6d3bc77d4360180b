using System.Buffers;
using System.IO.Hashing;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.SenMl;

/// <summary>
/// The records of one pack as they are read: keeps the base fields, resolves each record against them, and holds the result in rented
/// memory. Texts stay where they are in the pack.
/// </summary>
internal ref struct SenMlPack(ReadOnlySpan<byte> source, in DecodeContext context)
{
    private const int FirstRecords = 16;
    private const int MaxVersion = 10; // RFC 8428, 4.4: a later one is to be refused
    private const decimal RelativeBelow = 268_435_456; // 2^28 seconds, RFC 8428, 4.5.3
    private const decimal LatestSeconds = 253_402_300_799; // the end of the year 9999
    private readonly ReadOnlySpan<byte> _source = source;
    private readonly DecodeContext _context = context;
    private SenMlRecord[] _records = ArrayPool<SenMlRecord>.Shared.Rent(FirstRecords);
    private SenMlFields _base;
    private int _count;

    /// <summary>Records read so far, those with base fields alone among them.</summary>
    public int Read { get; private set; }

    public readonly Span<SenMlRecord> Records => _records.AsSpan(0, _count);

    /// <summary>Whether the base or record fields ask for what is not understood: the pack is not to be used.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Adds the record whose fields have been read.</summary>
    public void Add(in SenMlFields fields)
    {
        TakeBase(fields);
        if (fields.MustUnderstand)
        {
            Refusal ??= "a record has a member whose name ends with _, which is to be understood";
        }

        var place = Read++;
        if (fields.Name.Length == 0 && fields.Value.Type == SenMlValueType.None && !fields.HasOtherValue && !fields.HasBaseValue)
        {
            return; // base fields alone
        }

        if (_count == _records.Length)
        {
            var grown = ArrayPool<SenMlRecord>.Shared.Rent(_count * 2);
            Records.CopyTo(grown);
            ArrayPool<SenMlRecord>.Shared.Return(_records);
            _records = grown;
        }

        ref var record = ref _records[_count];
        record = default;
        record.Index = place;
        _count++;
        ResolveName(fields, ref record);
        ResolveTime(fields, ref record);
        ResolveValue(fields, ref record);
    }

    public readonly void Dispose() => ArrayPool<SenMlRecord>.Shared.Return(_records);

    private void TakeBase(in SenMlFields fields)
    {
        if (fields.HasVersion && (fields.Version.Type != SenMlValueType.Number || fields.Version.ToDecimal() > MaxVersion))
        {
            Refusal ??= $"bver is above {MaxVersion}";
        }

        _base.BaseName = fields.HasBaseName ? fields.BaseName : _base.BaseName;
        _base.BaseUnit = fields.HasBaseUnit ? fields.BaseUnit : _base.BaseUnit;
        _base.BaseTime = fields.HasBaseTime ? fields.BaseTime : _base.BaseTime;
        _base.BaseValue = fields.HasBaseValue ? fields.BaseValue : _base.BaseValue;
    }

    // The member is the name itself, or what follows the last : or / of base name and name.
    private readonly void ResolveName(in SenMlFields fields, ref SenMlRecord record)
    {
        var name = Text(fields.Name);
        var baseName = Text(_base.BaseName);
        record.Member = JsonNames.Member(name);
        ReadOnlySpan<byte> head = default;
        if (record.Member == JsonMember.None)
        {
            var from = name.IsEmpty ? baseName : name;
            var cut = from.LastIndexOfAny((byte)':', (byte)'/') + 1;
            record.Member = JsonNames.Member(from[cut..]);
            if (name.IsEmpty)
            {
                baseName = from[..cut];
            }
            else
            {
                head = from[..cut];
            }
        }

        record.Kind = KindOf(head) ?? KindOf(baseName);
        record.BaseHash = head.IsEmpty ? XxHash3.HashToUInt64(baseName) : XxHash3.HashToUInt64(baseName) ^ XxHash3.HashToUInt64(head, seed: 1);
    }

    private static Kind? KindOf(ReadOnlySpan<byte> name)
    {
        while (!name.IsEmpty)
        {
            var cut = name.LastIndexOfAny((byte)':', (byte)'/');
            if (Kinds.TryParse(name[(cut + 1)..], out var kind))
            {
                return kind;
            }

            name = name[..Math.Max(0, cut)];
        }

        return null;
    }

    private readonly void ResolveTime(in SenMlFields fields, ref SenMlRecord record)
    {
        if (_base.BaseTime.Type == SenMlValueType.Invalid || fields.Time.Type == SenMlValueType.Invalid)
        {
            record.Fault = RejectReason.InvalidValue;
            return;
        }

        var seconds = _base.BaseTime.ToDecimal() + fields.Time.ToDecimal();
        record.Relative = seconds < RelativeBelow;
        if (Math.Abs(seconds) > LatestSeconds)
        {
            record.Fault = RejectReason.InvalidValue;
            return;
        }

        var milliseconds = (long)(seconds * 1000);
        record.Time = new Instant(record.Relative ? _context.Received.UnixMilliseconds + milliseconds : milliseconds);
    }

    private readonly void ResolveValue(in SenMlFields fields, ref SenMlRecord record)
    {
        var unit = Text(fields.Unit.Length > 0 ? fields.Unit : _base.BaseUnit);
        var (shift, plus) = (0, 0L);
        record.HasUnit = !unit.IsEmpty;
        record.KnowsUnit = record.HasUnit && SenMlUnits.TryParse(unit, out record.Unit, out shift, out plus);
        record.Text = fields.TextValue;
        var value = fields.Value;
        if (value.Type is SenMlValueType.Number or SenMlValueType.None && _base.BaseValue.Type is SenMlValueType.Number && !fields.HasOtherValue)
        {
            value = value.Plus(_base.BaseValue);
        }

        value = value.Shift(shift);
        value = plus != 0 && value.Type == SenMlValueType.Number ? value.Plus(new SenMlNumber(SenMlValueType.Number, plus, 2)) : value;
        record.Type = fields.HasOtherValue ? fields.OtherValue : value.Type;
        (record.Mantissa, record.Decimals) = (value.Mantissa, value.Decimals);
    }

    private readonly ReadOnlySpan<byte> Text(SenMlText text) => _source.Slice(text.Start, text.Length);
}
