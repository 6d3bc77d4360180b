using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Rpm.Ingest.Http;
using Rpm.Rules.Alerts;
using Xunit;

namespace Rpm.Ingest.Tests.Alerts;

public sealed class AlertStreamTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_FirstConnect_StartsWithTheOpenAlertsThenChanges()
    {
        await using var server = await AlertServer.StartAsync();
        var done = Some.Raise("a2");
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"), done, done.Clear(), done.Clear().Acknowledge());
        using var reader = await Reader.OpenAsync(server, null);

        var snapshot = await reader.TakeAsync(3);
        await server.Fixture.ApplyAsync(2, Some.Raise("a1").Escalate());
        var change = (await reader.TakeAsync(1))[0];

        Assert.Equal([(null, "snapshot", null), (null, "alert", "a1/1"), ("4", "snapshot-end", null)], snapshot.Select(e => (e.Id, e.Name, e.Alert)));
        Assert.Equal("""{"sequence":4,"open":1}""", snapshot[0].Text);
        Assert.Equal(("5", "alert", "a1/2"), (change.Id, change.Name, change.Alert));
    }

    [Fact, Trait("Control", "C-67")]
    public async Task Stream_CutOffAnywhere_ResumesWithoutGapOrDouble()
    {
        await using var server = await AlertServer.StartAsync();
        const int Total = 300;
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= Total; i++)
            {
                await server.Fixture.ApplyAsync(i, Some.Raise($"a{i}"));
            }
        }, Stop);

        var seen = new List<string>();
        string? last = "0";
        var random = new Random(7);
        while (seen.Count < Total)
        {
            using var reader = await Reader.OpenAsync(server, last);
            foreach (var item in await reader.TakeAsync(Math.Min(random.Next(1, 40), Total - seen.Count)))
            {
                seen.Add(item.Alert!);
                last = item.Id;
            }
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, Total).Select(i => $"a{i}/1"), seen);
    }

    [Theory]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("other")]
    public async Task Stream_IdThatIsNoneOfOurs_StartsWithASnapshot(string last)
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"));
        using var reader = await Reader.OpenAsync(server, last);

        Assert.Equal("snapshot", (await reader.TakeAsync(1))[0].Name);
    }

    [Fact]
    public async Task Stream_NothingHappens_SendsACommentEveryFifteenSeconds()
    {
        await using var server = await AlertServer.StartAsync();
        using var reader = await Reader.OpenAsync(server, null);
        await reader.TakeAsync(2);

        for (var i = 0; i < 2; i++)
        {
            var line = reader.LineAsync();
            await Eventually.TrueAsync(
                () =>
                {
                    server.Time.Advance(TimeSpan.FromSeconds(15));
                    return line.IsCompleted;
                },
                "a heartbeat");
            Assert.Equal(": alive", await line);
            Assert.Equal("", await reader.LineAsync());
        }
    }

    [Fact]
    public async Task Stream_HostStops_EndsAtOnce()
    {
        await using var server = await AlertServer.StartAsync();
        using var reader = await Reader.OpenAsync(server, null);
        await reader.TakeAsync(2);

        await server.App.StopAsync(Stop).WaitAsync(TimeSpan.FromSeconds(10), Stop);

        Assert.Null(await reader.LineAsync());
    }

    [Fact, Trait("Control", "C-67")]
    public async Task Stream_ReaderTakesNothing_IsDisconnectedNotSkipped()
    {
        await using var server = await AlertServer.StartAsync(new AlertStreamSettings(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(2)));
        var big = new string('x', 16_000);
        await server.Fixture.ApplyAsync(1, [.. Enumerable.Range(0, 2_000).Select(i => Some.Raise($"a{i}") with { Alert = Some.Raise($"a{i}").Alert with { Title = big } })]);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Client.BaseAddress!.Port), Stop);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /api/v1/alerts/stream HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 0\r\n\r\n"), Stop);
        await Eventually.TrueAsync(() => server.Stream.Readers == 1, "the reader connected");

        await Eventually.TrueAsync(
            () =>
            {
                server.Time.Advance(TimeSpan.FromSeconds(1));
                return server.Stream.Readers == 0;
            },
            "the reader disconnected");

        // What it had got up to there is whole and in order; it resumes behind it.
        var got = new MemoryStream();
        var buffer = new byte[65_536];
        try
        {
            for (int n; (n = await socket.ReceiveAsync(buffer, Stop)) > 0;)
            {
                got.Write(buffer, 0, n);
            }
        }
        catch (SocketException)
        {
            // Reset by the server.
        }

        var ids = Encoding.UTF8.GetString(got.ToArray()).Split('\n').Where(l => l.StartsWith("id: ", StringComparison.Ordinal)).Select(l => long.Parse(l[4..], null)).ToList();
        Assert.NotEmpty(ids);
        Assert.True(ids.Count < 2_000);
        Assert.Equal(Enumerable.Range(1, ids.Count).Select(i => (long)i), ids);
    }

    private sealed record Item(string? Id, string Name, string Text)
    {
        /// <summary>Id and version where the event is an alert.</summary>
        public string? Alert
        {
            get
            {
                using var json = JsonDocument.Parse(Text);
                return json.RootElement.TryGetProperty("id", out var id) ? $"{id.GetString()}/{json.RootElement.GetProperty("version").GetInt32()}" : null;
            }
        }
    }

    private sealed class Reader(HttpResponseMessage response, StreamReader lines) : IDisposable
    {
        public static async Task<Reader> OpenAsync(AlertServer server, string? last)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/alerts/stream");
            if (last is not null)
            {
                request.Headers.Add("Last-Event-ID", last);
            }

            var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            return new(response, new StreamReader(await response.Content.ReadAsStreamAsync(Stop)));
        }

        public async Task<string?> LineAsync() => await lines.ReadLineAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop);

        public async Task<IReadOnlyList<Item>> TakeAsync(int count)
        {
            var items = new List<Item>();
            string? id = null, name = null, text = null;
            while (items.Count < count)
            {
                var line = await LineAsync();
                Assert.NotNull(line);
                switch (line.Split(": ", 2))
                {
                    case ["id", var value]:
                        id = value;
                        break;
                    case ["event", var value]:
                        name = value;
                        break;
                    case ["data", var value]:
                        text = value;
                        break;
                    case [""] when text is not null:
                        items.Add(new(id, name!, text));
                        (id, name, text) = (null, null, null);
                        break;
                    default:
                        break;
                }
            }

            return items;
        }

        public void Dispose()
        {
            lines.Dispose();
            response.Dispose();
        }
    }
}
