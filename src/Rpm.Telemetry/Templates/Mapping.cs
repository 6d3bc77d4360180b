using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Rpm.Telemetry.Templates;

/// <summary>
/// Templates that make readings of any JSON: the device content language of iomt-fhir (JSONPath, JMESPath), with units, status flags,
/// words for "no value", powers of ten, time formats and zones, and parts of one reading. Immutable, thread-safe.
/// </summary>
public sealed partial class Mapping
{
    private const int FirstReadings = 4;
    private readonly MappingTemplate[] _templates;
    private readonly bool _needsEnvelope;

    internal Mapping(string name, IReadOnlyList<MappingTemplate> templates)
    {
        Name = name;
        _templates = [.. templates];
        _needsEnvelope = templates.Any(t => Expressions(t).Any(e => EnvelopeMember().IsMatch(e)));
    }

    /// <summary>The name in settings and in <c>/api/v1/ingest/{mapping}</c>.</summary>
    public string Name { get; }

    /// <summary>How many templates there are.</summary>
    public int Templates => _templates.Length;

    /// <summary>Reads a mapping.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="file">Where it comes from, for faults.</param>
    /// <param name="text">JSON.</param>
    public static MappingLoad Read(string name, string file, string text) => MappingReader.Read(name, file, text.TrimStart('\uFEFF'));

    /// <summary>
    /// Decodes a message. Every template is asked; each match is a reading, unless its type is no kind of the contract. What nothing
    /// matches is <see cref="RejectReason.TemplateNoMatch"/>. Never throws for what a message holds. Where all expressions are simple
    /// paths nothing is allocated for a reading that is accepted.
    /// </summary>
    /// <param name="payload">JSON in UTF-8. Templates that speak of a hub's envelope (<c>$.Body</c>) get one where the message has none.</param>
    /// <param name="context">The device is that of the topic, for templates that have no expression for it; null otherwise.</param>
    /// <param name="batch">Gets the readings and rejections; an index is the place among the matches.</param>
    /// <param name="trace">Hears of every match.</param>
    public void Decode(ReadOnlySpan<byte> payload, in DecodeContext context, ReadingBatch batch, MappingTrace? trace = null)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        payload = payload.StartsWith(mark) ? payload[mark.Length..] : payload;
        if (!Utf8.IsValid(payload))
        {
            Refuse(RejectReason.NotJson, "the payload is not UTF-8", context, batch);
            return;
        }

        try
        {
            var message = JsonTree.Parse(payload);
            try
            {
                if (_needsEnvelope && message.Member(0, "Body"u8) < 0)
                {
                    var wrapped = MappingEnvelope.Around(payload, context);
                    message.Dispose();
                    message = JsonTree.Parse(wrapped);
                }

                Decode(message, context, batch, trace);
            }
            finally
            {
                message.Dispose();
            }
        }
        catch (JsonException broken)
        {
            Refuse(RejectReason.NotJson, $"not JSON at line {(broken.LineNumber ?? 0) + 1}, byte {(broken.BytePositionInLine ?? 0) + 1}, or nested too deep", context, batch);
        }
    }

    private void Decode(JsonTree message, in DecodeContext context, ReadingBatch batch, MappingTrace? trace)
    {
        var readings = ArrayPool<MappedReading>.Shared.Rent(FirstReadings);
        var (count, others) = (0, 0);
        try
        {
            var assembler = new MappingAssembler(context, trace);
            foreach (var template in _templates)
            {
                var before = count + others;
                if (template.Match.Compiled is { } query)
                {
                    Compiled(query, template, message, assembler, ref readings, ref count, ref others);
                }
                else
                {
                    ByLibrary(template, message, assembler, ref readings, ref count, ref others);
                }

                if (count + others == before)
                {
                    trace?.AddUnmatched(template.TypeName);
                }

                if (count > context.Limits.MaxArrayLength)
                {
                    Refuse(RejectReason.TooLarge, $"more than {context.Limits.MaxArrayLength} matches", context, batch);
                    return;
                }
            }

            MappingParts.Join(readings.AsSpan(0, count));
            for (var i = 0; i < count; i++)
            {
                if (!readings[i].IsMerged)
                {
                    Finish(i, readings[i], context, batch);
                }
            }

            if (count == 0)
            {
                Refuse(
                    others > 0 ? RejectReason.UnknownKind : RejectReason.TemplateNoMatch,
                    others > 0 ? $"what matches in mapping {Name} is of no kind" : $"no template of mapping {Name} matches", context, batch);
            }
        }
        finally
        {
            ArrayPool<MappedReading>.Shared.Return(readings, clearArray: true);
        }
    }

    private static void Compiled(
        JsonPathQuery query, MappingTemplate template, JsonTree message, MappingAssembler assembler, ref MappedReading[] readings, ref int count, ref int others)
    {
        var matches = new NodeList(stackalloc int[16]);
        query.All(message, 0, ref matches);
        for (var i = 0; i < matches.Count; i++)
        {
            if (message[matches[i]].Type != JsonTokenType.Null)
            {
                Add(assembler.Assemble(template, new MappingScope(message, message, matches[i])), ref readings, ref count, ref others);
            }
        }

        matches.Dispose();
    }

    private static void ByLibrary(
        MappingTemplate template, JsonTree message, MappingAssembler assembler, ref MappedReading[] readings, ref int count, ref int others)
    {
        foreach (var match in template.Match.ByLibrary(message.Source))
        {
            var matched = JsonTree.Parse(match);
            try
            {
                Add(assembler.Assemble(template, new MappingScope(message, matched, 0)), ref readings, ref count, ref others);
            }
            finally
            {
                matched.Dispose();
            }
        }
    }

    private static void Add(in MappedReading mapped, ref MappedReading[] readings, ref int count, ref int others)
    {
        if (mapped.Template.Kind is null)
        {
            others++;
            return;
        }

        if (count == readings.Length)
        {
            var grown = ArrayPool<MappedReading>.Shared.Rent(count * 2);
            readings.AsSpan(0, count).CopyTo(grown);
            ArrayPool<MappedReading>.Shared.Return(readings, clearArray: true);
            readings = grown;
        }

        readings[count++] = mapped;
    }

    private static void Finish(int index, in MappedReading mapped, in DecodeContext context, ReadingBatch batch)
    {
        ref var reading = ref batch.Add(index);
        reading = mapped.Reading;
        var measure = default(Measure);
        for (var bit = 1; bit < 32 && mapped.Dropped >> bit != 0; bit++)
        {
            if ((mapped.Dropped & (1u << bit)) != 0)
            {
                reading.Flags |= ReadingFlags.MemberDropped;
                batch.Drop((Measure)bit, RejectReason.InvalidValue);
            }
        }

        var reason = mapped.Reason != RejectReason.None ? mapped.Reason : ReadingCheck.Apply(ref reading, context, batch, out measure);
        if (reason == RejectReason.None)
        {
            if (mapped.Part is { } part)
            {
                batch.MarkPart(part);
            }

            return;
        }

        var detail = mapped.Reason != RejectReason.None ? mapped.Detail ?? RejectReasons.Code(reason) : ReadingFaults.Describe(reason, measure);
        var refused = reading;
        batch.Undo();
        batch.Reject(new Rejection(
            index, reason, $"{detail} (template {mapped.Template.TypeName}, line {mapped.Template.Line})", refused.Device.Length > 0 ? refused.Device : context.Device,
            refused.Kind, refused.Time == default ? null : refused.Time, refused.Id.IsEmpty ? null : refused.Id.ToString()));
    }

    private static IEnumerable<string> Expressions(MappingTemplate template)
    {
        yield return template.Match.Text;
        foreach (var expression in new[] { template.Device, template.Time, template.Patient, template.Correlation, template.Id, template.Unit?.Expression, template.ZoneExpression })
        {
            if (expression is not null)
            {
                yield return expression.Text;
            }
        }

        foreach (var member in template.Members)
        {
            yield return member.Expression.Text;
        }
    }

    private static void Refuse(RejectReason reason, string detail, in DecodeContext context, ReadingBatch batch) =>
        batch.Reject(new Rejection(-1, reason, detail, context.Device));

    [GeneratedRegex(@"(?:[$@]\.?|^|\()(?:Body|Properties|SystemProperties)\b")]
    private static partial Regex EnvelopeMember();
}
