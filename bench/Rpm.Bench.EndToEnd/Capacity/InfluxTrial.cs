using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Rpm.Bench.EndToEnd.Targets;

namespace Rpm.Bench.EndToEnd.Capacity;

/// <summary>
/// The whole chain to InfluxDB on the same machine: what it takes of both processes for a thousand readings, and its rate beside what
/// influxd takes of bodies that were made before. The engine also writes its embedded store: that cannot be switched off.
/// </summary>
internal sealed class InfluxTrial(TimeSpan warmUp, TimeSpan load) : ITrial
{
    private const int Patients = 5_000;
    private const int LinesABody = 5_000;
    private const int Bodies = 400;
    private const double MostMilliseconds = 15;

    public string Name => "influx";

    public async Task<IReadOnlyList<Figure>> RunAsync(Workshop workshop, CancellationToken cancel)
    {
        var (raw, rawCpu) = await RawAsync(workshop, cancel);
        await workshop.SayAsync($"influx: the chain");
        await using var influxd = new Influxd(workshop.Time);
        await influxd.StartAsync(cancel);
        await using var engine = await workshop.StartAsync(cancel, $"--Rpm:Influx:Url={influxd.Url}", "--Rpm:Influx:Database=rpm");
        var (warm, _) = await workshop.FloodAsync(engine, Patients, warmUp, cancel);
        await engine.CatchUpAsync(warm, cancel);
        var (cpu, store) = (engine.ProcessorTime, influxd.ProcessorTime);
        var (acknowledged, elapsed) = await workshop.FloodAsync(engine, Patients, load, cancel);
        var behind = await engine.CatchUpAsync(warm + acknowledged, cancel);
        (cpu, store) = (engine.ProcessorTime - cpu, influxd.ProcessorTime - store);
        var rate = acknowledged / (elapsed + behind!.Value).TotalSeconds;
        var both = (cpu + store).TotalMilliseconds * 1000 / acknowledged;
        return
        [
            new("influxd alone, bodies made before", FormattableString.Invariant($"{raw:n0} readings/s")),
            new("influxd alone, CPU for 1,000 readings", Milliseconds(rawCpu)),
            new("the chain, until InfluxDB has everything", FormattableString.Invariant($"{rate:n0} readings/s")),
            new("the chain as a share of influxd alone", FormattableString.Invariant($"{rate / raw:f2}"), "≥ 0.5", rate / raw >= 0.5),
            new("the chain, CPU for 1,000 readings, engine", Milliseconds(cpu.TotalMilliseconds * 1000 / acknowledged)),
            new("the chain, CPU for 1,000 readings, influxd", Milliseconds(store.TotalMilliseconds * 1000 / acknowledged)),
            new("the chain, CPU for 1,000 readings, both", Milliseconds(both), "≤ 15 ms", both <= MostMilliseconds),
        ];
    }

    private static async Task<(double PerSecond, double CpuMilliseconds)> RawAsync(Workshop workshop, CancellationToken cancel)
    {
        await workshop.SayAsync($"influx: influxd alone");
        await using var influxd = new Influxd(workshop.Time);
        await influxd.StartAsync(cancel);
        using var http = new HttpClient { BaseAddress = influxd.Url };
        using (var created = await http.PostAsync("/query?q=CREATE%20DATABASE%20raw", null, cancel))
        {
            created.EnsureSuccessStatusCode();
        }

        var bodies = Enumerable.Range(0, Bodies).Select(Body).ToList();
        var (cpu, start) = (TimeSpan.Zero, 0L);
        for (var i = 0; i < bodies.Count; i++)
        {
            if (i == Bodies / 4)
            {
                (cpu, start) = (influxd.ProcessorTime, workshop.Time.GetTimestamp());
            }

            using var content = new ByteArrayContent(bodies[i]) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
            using var answer = await http.PostAsync("/write?db=raw&precision=ns", content, cancel);
            answer.EnsureSuccessStatusCode();
        }

        var lines = (Bodies - (Bodies / 4)) * (double)LinesABody;
        return (lines / workshop.Time.GetElapsedTime(start).TotalSeconds, (influxd.ProcessorTime - cpu).TotalMilliseconds * 1000 / lines);
    }

    // The same three kinds over as many devices, a reading of each device in a body.
    private static byte[] Body(int number)
    {
        var text = new StringBuilder();
        for (var device = 0; device < LinesABody; device++)
        {
            var tags = string.Create(CultureInfo.InvariantCulture, $"patient=bench-{device:d5},device=bench-{device:d5}");
            var time = 1_793_491_200_000_000_000L + (number * 1_000_000_000L) + device;
            text.Append((device % 3) switch
            {
                0 => $"blood_pressure,{tags} systolic={112 + (device % 12)},diastolic={70 + (device % 9)},map={86 + (device % 6)},pulse={62 + (device % 20)} ",
                1 => $"pulse_oximetry,{tags} spo2={96 + (device % 4)},pulse={62 + (device % 20)},perfusion=2.{device % 10} ",
                _ => $"cgm,{tags} glucose={100 + (device % 50)},rate=0.{device % 5} ",
            });
            text.Append(CultureInfo.InvariantCulture, $"{time}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static string Milliseconds(double milliseconds) => FormattableString.Invariant($"{milliseconds:f2} ms");
}
