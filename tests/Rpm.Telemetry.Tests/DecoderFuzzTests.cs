using System.Diagnostics;
using System.Text;
using Rpm.Telemetry.Gatt;
using Rpm.Telemetry.Json;
using Rpm.Telemetry.SenMl;
using Rpm.Telemetry.Templates;
using Rpm.Telemetry.Tests.Templates;

namespace Rpm.Telemetry.Tests;

/// <summary>
/// A million inputs, broken and whole, over all decoders: no exception, no hang, no allocation out of proportion, every frame accounted
/// for. One seed: a failure is found again.
/// </summary>
public sealed class DecoderFuzzTests
{
    private const int Seed = 20261123;
    private const long MostAllocated = 512 * 1024;

    private static readonly TimeSpan SlowestInput = TimeSpan.FromSeconds(5);

    private static readonly byte[] Alphabet = Encoding.UTF8.GetBytes("{}[]:,\"\\u0123456789eE+-.truefalsnd _/\u00ffTZvnsbt");

    private static readonly byte[][] JsonSeeds =
    [
        """{ "time": "2026-11-23T08:40:00.000+01:00", "id": "a81", "systolic": 128, "diastolic": 82, "map": 97, "pulse": 71 }"""u8.ToArray(),
        """[{"time":"2026-11-23T08:40:00Z","device":"c","kind":"cgm","glucose":"low","unit":"mg/dL","quality":["early"]},{"kind":"status","error":"\u00e9"}]"""u8.ToArray(),
        """{"time":"2026-11-23T08:40:00Z","spo2":97,"pulse":0,"quality":["movement","x"],"test":false,"seq":-1,"user":3,"unit":null}"""u8.ToArray(),
    ];

    private static readonly byte[][] EnvelopeSeeds =
    [
        """{"uuid":"00002a35-0000-1000-8000-00805f9b34fb","value":"06800052006100ea070b170928004700","received":"2026-11-23T08:44:30Z","zone":"Europe/Berlin"}"""u8.ToArray(),
        """{"uuid":"2AA7","value":"060078001E00060077001D00","session-start":"EA070B170900000400"}"""u8.ToArray(),
    ];

    private static readonly byte[][] SenMlSeeds =
    [
        """[{"bn":"urn:dev:ow:1:","bt":1795423200.25,"bu":"mm[Hg]","n":"systolic","v":128},{"n":"diastolic","v":82},{"n":"pulse","u":"beat/min","v":71},{"n":"id","vs":"a\u00e91"}]"""u8.ToArray(),
        """[{"bver":10,"bv":1.5,"n":"cgm/glucose","u":"mmol/L","v":4.30,"t":-5},{"n":"charging","vb":true},{"n":"quality","vs":"early weak-signal"}]"""u8.ToArray(),
    ];

    private static readonly byte[][] MessageSeeds =
    [
        """{"deviceId":"864593054464085","readingType":"BloodPressure","time":"1795423200000","data":{"arrhythmia":0,"diastolic":98,"pulse":62,"systolic":122}}"""u8.ToArray(),
        """{"BPUnit":0,"BPDataList":[{"DataID":"c","DataSource":"Manual","HP":120,"HR":100,"IsArr":-1,"LP":90,"MDate":1795426800,"TimeZone":"-0800"}]}"""u8.ToArray(),
        """[{"grpid":1,"attrib":2,"date":1795423200,"deviceid":"d","measures":[{"value":14300,"type":10,"unit":-2},{"value":9600,"type":9,"unit":-2}]}]"""u8.ToArray(),
        """[{"metric":"pulse","hwi_device_id":"d","timestamp":"2026-11-23T08:40:00Z","value_1":"71"},{"metric":"blood_pressure","hwi_device_id":"d","timestamp":"2026-11-23T08:40:00Z","value_1":128,"value_2":82}]"""u8.ToArray(),
    ];

    [Fact]
    public void Decode_OfMutatedJson_NeverThrows() => Fuzz(250_000, JsonSeeds, (input, context, batch) => JsonReadings.Decode(input, context, batch));

    [Fact]
    public void Decode_OfMutatedJson_IsTheSameByBothReaders()
    {
        var random = new Random(Seed);
        var (flat, any) = (new ReadingBatch(), new ReadingBatch());
        var taken = 0;
        for (var i = 0; i < 150_000; i++)
        {
            var input = Mutate(JsonSeeds[i % JsonSeeds.Length], random);
            var context = i % 2 == 0 ? Decoding.Context() : Decoding.Context("d", (Kind)(1 + (i % 9)));
            if (!System.Text.Unicode.Utf8.IsValid(input))
            {
                continue;
            }

            flat.Clear();
            if (!new JsonFlatReader(input, context, flat).TryRead())
            {
                continue;
            }

            taken++;
            any.Clear();
            JsonReadings.DecodeAny(input, context, any);
            Assert.Equal(any.Readings.ToArray(), flat.Readings.ToArray());
            Assert.Equal(any.Indexes.ToArray(), flat.Indexes.ToArray());
            Assert.Equal(any.Rejections, flat.Rejections);
            Assert.Equal(any.Dropped, flat.Dropped);
        }

        Assert.InRange(taken, 20_000, int.MaxValue);
    }

    [Fact]
    public void Decode_OfRandomGattValues_NeverThrows()
    {
        var characteristics = Enum.GetValues<GattCharacteristic>();
        var turn = 0;
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var devices = new DeviceDirectory(zoneOf: _ => zone);
        Fuzz(450_000, [[], [0x1F], Convert.FromHexString("1E800052006100EA070B170928004700010700"), Convert.FromHexString("0FE378001E0001020350006000ECAC"), Convert.FromHexString("1B0700EA070B1709280000006EB0110000")], (input, context, batch) =>
        {
            var frame = new GattFrame
            {
                Value = input,
                Received = input.Length % 5 == 0 ? input.AsSpan(0, input.Length / 2) : "2026-11-23T08:44:30Z"u8,
                Zone = input.Length % 3 == 0 ? "+01:00"u8 : default,
                SessionStart = input.Length % 4 == 0 ? "EA070B170900000400"u8 : "2026-11-23T08:00:00Z"u8,
                Context = input.Length % 7 == 0 ? "02070003"u8 : default,
            };
            GattReadings.Decode(characteristics[turn++ % characteristics.Length], frame, context with { Device = "d", Devices = devices }, batch);
        }, raw: true);
    }

    [Fact]
    public void Decode_OfMutatedEnvelopes_NeverThrows() => Fuzz(80_000, EnvelopeSeeds, (input, context, batch) => GattEnvelope.Decode(input, context with { Device = "d" }, batch));

    [Fact]
    public void Decode_OfMutatedSenMl_NeverThrows() => Fuzz(120_000, SenMlSeeds, (input, context, batch) => SenMlReadings.Decode(input, context with { Device = "d" }, batch), mayBeEmpty: true);

    [Fact]
    public void Decode_OfMutatedCbor_NeverThrows()
    {
        var batch = new ReadingBatch();
        JsonReadings.Decode(JsonSeeds[0], Decoding.Context("d", Kind.BloodPressure), batch);
        Fuzz(40_000, [SenMlReadings.WriteCbor(batch.Readings[0])], (input, context, into) => SenMlReadings.Decode(input, context with { Device = "d" }, into), raw: true, mayBeEmpty: true);
    }

    [Fact]
    [Trait("Control", "C-134")]
    public void Decode_OfMutatedMessages_NeverThrows()
    {
        Mapping[] mappings = [.. ShippedMappings.Names.Select(n => Mapped.Read(ShippedMappings.Source(n)!))];
        Fuzz(100_000, MessageSeeds, (input, context, batch) => mappings[input.Length % mappings.Length].Decode(input, context with { Device = "d" }, batch));
    }

    [Fact]
    public void Decode_ByTheLibraries_NeverThrows()
    {
        var mapping = Mapped.Read("""
            {"templateType":"CalculatedContent","template":{"typeName":"weight","typeMatchExpression":"$..[?(@.value_1 > 10 || @.readingType =~ /Blood.*/)]",
             "deviceIdExpression":{"value":"join('-', [matchedToken.hwi_device_id || 'x', 'y'])","language":"JmesPath"},"timestampExpression":"$..timestamp","unit":"kg",
             "values":[{"valueName":"weight","valueExpression":{"value":"divide(multiply(to_number(matchedToken.value_1), `5`), length(matchedToken.metric))","language":"JmesPath"},"required":"true"}]}}
            """);
        Fuzz(10_000, MessageSeeds, (input, context, batch) => mapping.Decode(input, context, batch));
    }

    private static void Fuzz(int inputs, byte[][] seeds, Action<byte[], DecodeContext, ReadingBatch> decode, bool raw = false, bool mayBeEmpty = false)
    {
        var random = new Random(Seed);
        var batch = new ReadingBatch();
        var contexts = new[] { Decoding.Context(), Decoding.Context("d", Kind.BloodPressure), Decoding.Context("d", Kind.Cgm) };
        var (accepted, slowest) = (0, 0L);
        for (var i = 0; i < inputs; i++)
        {
            var input = i % 16 == 0 ? RandomBytes(random) : Mutate(seeds[i % seeds.Length], random, raw);
            var context = random.Next(contexts.Length);
            batch.Clear();
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            try
            {
                decode(input, contexts[context], batch);
            }
            catch (Exception e)
            {
                Assert.Fail($"input {i} ({Convert.ToHexString(input)}): {e}");
            }

            slowest = Math.Max(slowest, Stopwatch.GetTimestamp() - started);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MostAllocated);
            AssertAccounted(batch, mayBeEmpty || IsEmptyArray(input));
            accepted += batch.Count;
        }

        Assert.InRange(accepted, inputs / 100, int.MaxValue);
        Assert.InRange(Stopwatch.GetElapsedTime(0, slowest), TimeSpan.Zero, SlowestInput);
    }

    private static bool IsEmptyArray(byte[] input) => Encoding.UTF8.GetString(input).Trim().TrimStart('\uFEFF') is var text && text.StartsWith('[') && text.EndsWith(']') && text[1..^1].Trim().Length == 0;

    private static void AssertAccounted(ReadingBatch batch, bool mayBeEmpty)
    {
        Assert.True(mayBeEmpty || batch.Count + batch.Rejections.Count > 0, "A frame vanished.");
        foreach (var rejection in batch.Rejections)
        {
            Assert.NotEqual(RejectReason.None, rejection.Reason);
            Assert.DoesNotContain('\n', rejection.Detail);
        }

        foreach (var reading in batch.Readings)
        {
            Assert.NotNull(reading.Device);
            Assert.False(reading.Values.TryGet(Measure.Spo2, out var spo2) && spo2.Mantissa == 0);
            Assert.False(reading.Values.TryGet(Measure.Sample, out var sample) && sample.Mantissa == (long)SampleType.ControlSolution);
            for (var i = 0; i < reading.Values.Count; i++)
            {
                var (measure, quantity) = reading.Values[i];
                Assert.True(quantity.Comparator != Comparator.None || DecodeLimits.Default.Plausible(measure).Contains(Units.ToCanonical(quantity)));
                Assert.Contains(quantity.Unit, Measures.Of(measure).AcceptedUnits);
            }
        }
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(64)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutate(byte[] seed, Random random, bool raw = false)
    {
        var input = seed.ToList();
        for (var edits = random.Next(0, 4); edits > 0; edits--)
        {
            var at = random.Next(input.Count + 1);
            var value = raw || random.Next(4) == 0 ? (byte)random.Next(256) : Alphabet[random.Next(Alphabet.Length)];
            switch (random.Next(4))
            {
                case 0 when at < input.Count:
                    input[at] = value;
                    break;
                case 1 when at < input.Count:
                    input.RemoveAt(at);
                    break;
                case 2 when input.Count > 0:
                    var from = random.Next(input.Count);
                    input.InsertRange(at, input.GetRange(from, random.Next(1, input.Count - from + 1)));
                    break;
                default:
                    input.Insert(at, value);
                    break;
            }
        }

        return [.. input];
    }
}
