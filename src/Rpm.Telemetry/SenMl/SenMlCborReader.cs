using System.Formats.Cbor;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Rpm.Telemetry.SenMl;

/// <summary>Reads the records of a SenML CBOR pack (RFC 8428, 6). Names and texts in pieces (indefinite length) are not accepted.</summary>
internal static class SenMlCborReader
{
    private static readonly SenMlLabel[] Labels =
    [
        SenMlLabel.Ignored, SenMlLabel.BaseValue, SenMlLabel.BaseUnit, SenMlLabel.BaseTime, SenMlLabel.BaseName, SenMlLabel.BaseVersion, // -6 … -1
        SenMlLabel.Name, SenMlLabel.Unit, SenMlLabel.Value, SenMlLabel.TextValue, SenMlLabel.BooleanValue, SenMlLabel.Ignored, SenMlLabel.Time, // 0 … 6
        SenMlLabel.Ignored, SenMlLabel.Ignored, // 7 update time, 8 data
    ];

    /// <summary>Whether the payload begins as a CBOR array; JSON never begins so.</summary>
    public static bool IsCbor(ReadOnlySpan<byte> payload) => !payload.IsEmpty && payload[0] >> 5 == 4;

    /// <summary>Reads the pack; the reason to refuse it as a whole where it is no pack.</summary>
    /// <exception cref="CborContentException">Not CBOR.</exception>
    public static RejectReason Read(ReadOnlyMemory<byte> payload, int most, ref SenMlPack pack)
    {
        var reader = new CborReader(payload, CborConformanceMode.Lax);
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            if (pack.Read == most)
            {
                return RejectReason.TooLarge;
            }

            if (reader.PeekState() != CborReaderState.StartMap)
            {
                return RejectReason.Malformed;
            }

            ReadRecord(reader, payload, ref pack);
        }

        reader.ReadEndArray();
        return reader.BytesRemaining == 0 ? RejectReason.None : RejectReason.Malformed;
    }

    private static void ReadRecord(CborReader reader, ReadOnlyMemory<byte> payload, ref SenMlPack pack)
    {
        var fields = default(SenMlFields);
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var label = SenMlLabel.None;
            switch (reader.PeekState())
            {
                case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                    label = reader.TryReadLabel(out var number) && number is >= -6 and <= 8 ? Labels[number + 6] : SenMlLabel.None;
                    break;
                case CborReaderState.TextString:
                    var name = reader.ReadDefiniteLengthTextStringBytes().Span;
                    fields.MustUnderstand |= name.Length > 0 && name[^1] == '_';
                    break;
                default:
                    reader.SkipValue();
                    break;
            }

            ReadValue(reader, payload, label, ref fields);
        }

        reader.ReadEndMap();
        pack.Add(fields);
    }

    private static void ReadValue(CborReader reader, ReadOnlyMemory<byte> payload, SenMlLabel label, ref SenMlFields fields)
    {
        bool taken;
        switch (reader.PeekState())
        {
            case CborReaderState.TextString:
                var text = reader.ReadDefiniteLengthTextStringBytes();
                taken = Utf8.IsValid(text.Span) && fields.Set(label, Place(text, payload));
                break;
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                taken = fields.Set(label, Integer(reader));
                break;
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                taken = fields.Set(label, Float(reader));
                break;
            case CborReaderState.Boolean:
                taken = fields.Set(label, reader.ReadBoolean());
                break;
            case CborReaderState.Tag when reader.PeekTag() == CborTag.DecimalFraction:
                taken = fields.Set(label, Fraction(reader));
                break;
            default:
                reader.SkipValue();
                taken = label is SenMlLabel.None or SenMlLabel.Ignored;
                break;
        }

        if (!taken)
        {
            fields.SetInvalid(label);
        }
    }

    private static bool TryReadLabel(this CborReader reader, out long label)
    {
        var integer = Integer(reader);
        label = integer.Mantissa;
        return integer.Type == SenMlValueType.Number;
    }

    private static SenMlNumber Integer(CborReader reader)
    {
        const ulong Bound = 1_000_000_000_000_000_000;
        if (reader.PeekState() == CborReaderState.UnsignedInteger)
        {
            var magnitude = reader.ReadUInt64();
            return magnitude < Bound ? new(SenMlValueType.Number, (long)magnitude, 0) : SenMlNumber.Invalid;
        }

        var negative = reader.ReadCborNegativeIntegerRepresentation(); // -1 - n
        return negative < Bound - 1 ? new(SenMlValueType.Number, -1 - (long)negative, 0) : SenMlNumber.Invalid;
    }

    // The shortest decimal that is this float: 36.6 sent as a float of 32 bits is 36.6.
    private static SenMlNumber Float(CborReader reader)
    {
        Span<byte> text = stackalloc byte[64];
        int length;
        var written = reader.PeekState() switch
        {
            CborReaderState.HalfPrecisionFloat => reader.ReadHalf().TryFormat(text, out length, "R", CultureInfo.InvariantCulture),
            CborReaderState.SinglePrecisionFloat => reader.ReadSingle().TryFormat(text, out length, "R", CultureInfo.InvariantCulture),
            _ => reader.ReadDouble().TryFormat(text, out length, "R", CultureInfo.InvariantCulture),
        };
        return written ? SenMlNumber.Parse(text[..length]) : SenMlNumber.Invalid;
    }

    private static SenMlNumber Fraction(CborReader reader)
    {
        reader.ReadTag();
        if (reader.PeekState() != CborReaderState.StartArray || reader.ReadStartArray() != 2)
        {
            throw new CborContentException("A decimal fraction has two integers.");
        }

        var exponent = Integer(reader);
        var mantissa = Integer(reader);
        reader.ReadEndArray();
        return exponent.Type == SenMlValueType.Number && exponent.Mantissa is >= -64 and <= 64 ? mantissa.Shift((int)exponent.Mantissa) : SenMlNumber.Invalid;
    }

    private static SenMlText Place(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> payload) =>
        text.IsEmpty ? default : new(Offset(text.Span, payload.Span), text.Length);

    private static int Offset(ReadOnlySpan<byte> text, ReadOnlySpan<byte> payload) =>
        (int)System.Runtime.CompilerServices.Unsafe.ByteOffset(ref MemoryMarshal.GetReference(payload), ref MemoryMarshal.GetReference(text));
}
