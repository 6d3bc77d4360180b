using System.Globalization;
using System.Text;

namespace Rpm.EndToEnd.Tests;

/// <summary>InfluxDB dies under load and comes back: only it is late.</summary>
public sealed class InfluxOutageTests
{
    private const int PerPost = 100;

    [Fact]
    [Trait("Control", "C-15")]
    [Trait("Control", "C-76")]
    public async Task Influx_KilledUnderLoadAndStartedAgain_DelaysOnlyItselfAndCatchesUp()
    {
        await using var influx = new InfluxdServer();
        await influx.StartAsync();
        await using var engine = await Engine.StartAsync(new()
        {
            ["Registry:AutoEnrol"] = "true",
            ["Influx:Url"] = influx.Url.ToString(),
            ["Influx:Database"] = "outage",
        });
        using var stop = new CancellationTokenSource();
        var load = LoadAsync(engine, stop.Token);
        await Eventually.TrueAsync(async () => (await engine.StatusAsync()).Followers["influx"].Written > 20 * PerPost, Eventually.Deadline, () => "InfluxDB follows");

        await influx.StopAsync();
        await engine.DegradedAsync("influx");
        var before = await engine.StatusAsync();
        await engine.PublishAsync("up/oxi-low/pulse-oximetry", $$"""{"time":"{{Publishing.Now()}}","spo2":71,"pulse":80}""");
        await Eventually.TrueAsync(
            async () => (await engine.GetAsync("/api/v1/alerts?state=active&patient=oxi-low")).EnumerateArray().Any(a => a.GetProperty("rule").GetString() == "spo2-low"),
            TimeSpan.FromSeconds(10), () => "an alert while InfluxDB is away");
        await Eventually.TrueAsync(
            async () => await engine.StatusAsync() is var now && now.Committed > before.Committed + (20 * PerPost) && now.Followers["series"].Written > before.Committed,
            Eventually.Deadline, () => "ingest goes on while InfluxDB is away");
        Assert.True((await engine.StatusAsync()).Followers["influx"].Pending >= 20 * PerPost);

        await influx.StartAsync();
        await engine.ReadyAsync();
        await stop.CancelAsync();
        var sent = await load;
        var status = await engine.SettledAsync();
        Assert.Equal((sent + 1, sent + 1), (status.Received, status.Committed));
        Assert.All(status.Followers, f => Assert.Equal((sent + 1, 0), (f.Value.Written, f.Value.Rejected)));
        var points = await influx.QueryAsync("outage", "SELECT count(\"heartRate\") FROM \"heart_rate\"");
        Assert.Equal(sent, points[0][1].GetInt64());
    }

    // Each post is answered after its commit: the next follows at once. Every reading has a time of its own.
    private static async Task<long> LoadAsync(Engine engine, CancellationToken stop)
    {
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(30);
        var sent = 0L;
        var body = new StringBuilder();
        while (!stop.IsCancellationRequested)
        {
            body.Clear().Append('[');
            for (var i = 0; i < PerPost; i++, sent++)
            {
                var time = start.AddMilliseconds(sent).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
                body.Append(CultureInfo.InvariantCulture, $$"""{{(i == 0 ? "" : ",")}}{"device":"strap-{{sent % 10}}","kind":"heart-rate","time":"{{time}}","heartRate":{{60 + (sent % 30)}}}""");
            }

            var answer = await engine.SendAsync(HttpMethod.Post, "/api/v1/readings", body.Append(']').ToString());
            Assert.Equal(PerPost, answer.GetProperty("committed").GetInt32());
        }

        return sent;
    }
}
