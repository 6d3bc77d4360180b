using System.Net;
using System.Net.Sockets;
using System.Text;
using Rpm.Bench.EndToEnd.Targets;

namespace Rpm.Bench.EndToEnd.Capacity;

/// <summary>Connections that only stand there: what each takes, and how quickly they come, beside the bare broker and mosquitto.</summary>
internal sealed class IdleTrial : ITrial
{
    private const int Connections = 10_000;
    private const int AtOnce = 64;
    private const double MostKilobytes = 24;

    public string Name => "idle";

    public async Task<IReadOnlyList<Figure>> RunAsync(Workshop workshop, CancellationToken cancel)
    {
        var engine = await MeasureAsync(workshop, await workshop.StartAsync(cancel), e => e.WorkingSet, cancel);
        var bare = new BareBroker(workshop.Time);
        await Workshop.StartedAsync(bare, bare.Name, cancel);
        var bareFigures = await MeasureAsync(workshop, bare, b => b.WorkingSet, cancel);
        var mosquitto = new Mosquitto(workshop.Time);
        await Workshop.StartedAsync(mosquitto, mosquitto.Name, cancel);
        var mosquittoFigures = await MeasureAsync(workshop, mosquitto, m => m.WorkingSet, cancel);
        return
        [
            new($"memory of each of {Connections} idle connections, bare broker", Kilobytes(bareFigures.Kilobytes)),
            new($"memory of each of {Connections} idle connections, mosquitto", Kilobytes(mosquittoFigures.Kilobytes)),
            new($"memory of each of {Connections} idle connections", Kilobytes(engine.Kilobytes), "≤ 24 KB", engine.Kilobytes <= MostKilobytes),
            new("connects, bare broker", PerSecond(bareFigures.PerSecond)),
            new("connects, mosquitto", PerSecond(mosquittoFigures.PerSecond)),
            new("connects", PerSecond(engine.PerSecond), "≥ 0.7 of the bare broker", engine.PerSecond >= 0.7 * bareFigures.PerSecond),
        ];
    }

    private static async Task<(double Kilobytes, double PerSecond)> MeasureAsync<T>(Workshop workshop, T target, Func<T, long> memory, CancellationToken cancel)
        where T : ITarget
    {
        await using var _ = target;
        await workshop.SayAsync($"idle: {target.Name}");

        // The first connections make the code and the pools that the others use.
        Close(await ConnectAllAsync(target.Port, 1_000, "warm", cancel));
        await Task.Delay(TimeSpan.FromSeconds(2), workshop.Time, cancel);
        var before = memory(target);
        var start = workshop.Time.GetTimestamp();
        var sockets = await ConnectAllAsync(target.Port, Connections, "idle", cancel);
        var elapsed = workshop.Time.GetElapsedTime(start);
        await Task.Delay(TimeSpan.FromSeconds(5), workshop.Time, cancel);
        var each = (memory(target) - before) / 1024.0 / Connections;
        Close(sockets);
        return (each, Connections / elapsed.TotalSeconds);
    }

    private static async Task<Socket[]> ConnectAllAsync(int port, int count, string prefix, CancellationToken cancel)
    {
        var sockets = new Socket[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (i, c) =>
        {
            sockets[i] = await ConnectAsync(port, FormattableString.Invariant($"{prefix}-{i}"), c);
        });
        return sockets;
    }

    // MQTT 3.1.1, clean session, no keep-alive: nothing goes over it after CONNACK.
    private static async Task<Socket> ConnectAsync(int port, string client, CancellationToken cancel)
    {
        var id = Encoding.ASCII.GetBytes(client);
        byte[] connect = [0x10, (byte)(12 + id.Length), 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 0, 0, (byte)id.Length, .. id];
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
        await socket.SendAsync(connect, cancel);
        var answer = new byte[4];
        for (var read = 0; read < answer.Length;)
        {
            var more = await socket.ReceiveAsync(answer.AsMemory(read), cancel);
            read += more > 0 ? more : throw new InvalidDataException($"The broker closed the connection of {client}.");
        }

        return answer is [0x20, 2, _, 0] ? socket : throw new InvalidDataException($"The broker refused {client}: {Convert.ToHexString(answer)}.");
    }

    private static void Close(Socket[] sockets)
    {
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }
    }

    private static string Kilobytes(double kilobytes) => FormattableString.Invariant($"{kilobytes:f1} KB");

    private static string PerSecond(double rate) => FormattableString.Invariant($"{rate:n0}/s");
}
