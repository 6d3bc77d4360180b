using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Alive;
using Rpm.Ingest.Settings;
using Rpm.Ingest.Tests.Alerts;
using Xunit;

namespace Rpm.Ingest.Tests.Alive;

public sealed class HeartbeatTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly FakeOutlet _outlet = new();
    private readonly FakeTimeProvider _time = new(Some.Noon.ToDateTimeOffset());
    private readonly LogLines<Heartbeat> _log = new();
    private readonly FakeSwitch _switch = new();
    private SyntheticState _path = new(SyntheticEnding.Passed, Some.Noon, 0, 0.002, 0.004);
    private Heartbeat? _heartbeat;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _heartbeat!.StopAsync(default);
        _heartbeat.Dispose();
    }

    [Fact]
    public async Task Beat_Alive_SaysHowTheEngineStands()
    {
        await StartAsync(new HeartbeatSettings { Instance = "ward-7" });
        await SentAsync(1);
        _engine.IsOpen = false;
        await AdvanceUntilAsync(() => _heartbeat!.State.Sent == 2);

        var messages = _outlet.Messages;
        Assert.All(messages, message => Assert.Equal(("status/ward-7", false), (message.Topic, message.Retain)));
        using var first = JsonDocument.Parse(messages[0].Payload);
        using var second = JsonDocument.Parse(messages[1].Payload);
        Assert.Equal("1.2.3", first.RootElement.GetProperty("version").GetString());
        Assert.True(first.RootElement.GetProperty("intakeOpen").GetBoolean());
        Assert.Equal(0.004, first.RootElement.GetProperty("synthetic").GetProperty("judgedSeconds").GetDouble());
        Assert.Equal(7, first.RootElement.GetProperty("followers")[0].GetProperty("pending").GetInt64());
        Assert.False(second.RootElement.GetProperty("intakeOpen").GetBoolean());
        Assert.Equal(30, second.RootElement.GetProperty("uptimeSeconds").GetInt64());
    }

    [Fact, Trait("Control", "C-69")]
    public async Task Beat_NoSyntheticReadingPassedRecently_FallsSilentLoudlyAndComesBack()
    {
        await StartAsync(new HeartbeatSettings { Url = new("http://switch.test/ping") });
        await SentAsync(1);

        await AdvanceUntilAsync(() => _heartbeat!.State.Withheld >= 3);
        var sent = _heartbeat!.State.Sent;

        // 0, 30 … 150 s: the last one at the bound, none behind it.
        Assert.Equal(6, sent);
        Assert.Equal(6, _outlet.Messages.Count);
        Assert.Equal(6, _switch.Calls);
        Assert.Single(_log.Lines, line => line is { Level: LogLevel.Critical, Event: 6110 });

        _path = _path with { LastPassed = Rpm.Telemetry.Instant.From(_time.GetUtcNow()) };
        await AdvanceUntilAsync(() => _heartbeat.State.Sent == sent + 1);
    }

    [Fact, Trait("Control", "C-69")]
    public async Task Beat_NothingEverPassed_NothingGoesOut()
    {
        _path = SyntheticState.Initial;
        await StartAsync(new HeartbeatSettings());

        await AdvanceUntilAsync(() => _heartbeat!.State.Withheld >= 7);

        Assert.Empty(_outlet.Messages);
        Assert.Contains(_log.Lines, line => line.Event == 6110);
    }

    [Fact, Trait("Control", "C-69")]
    public async Task Beat_ClockPutBack_AnOldPassDoesNotCountForever()
    {
        _path = _path with { LastPassed = Some.Noon + TimeSpan.FromHours(1) };
        await StartAsync(new HeartbeatSettings());

        await AdvanceUntilAsync(() => _heartbeat!.State.Withheld >= 2);

        Assert.Empty(_outlet.Messages);
    }

    [Fact]
    public async Task Beat_BrokerGone_TheUrlIsStillPinged()
    {
        _outlet.Takes = (_, _) => false;
        await StartAsync(new HeartbeatSettings { Url = new("http://switch.test/ping") });
        await SentAsync(1);

        Assert.Equal(1, _switch.Calls);
        Assert.Equal(1, _heartbeat!.State.TopicFailures);
        Assert.Equal(0, _heartbeat.State.UrlFailures);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(null)]
    public async Task Beat_UrlRefusesOrIsGone_IsCountedAndTheAddressIsNotLogged(HttpStatusCode? answer)
    {
        _switch.Answer = answer;
        await StartAsync(new HeartbeatSettings { Url = new("http://switch.test/secret-token") });
        await SentAsync(1);

        Assert.Equal(1, _heartbeat!.State.UrlFailures);
        Assert.True(_heartbeat.UrlFailing);
        Assert.Single(_outlet.Messages);
        Assert.Contains(_log.Lines, line => line.Event == 6112);
        Assert.DoesNotContain(_log.Lines, line => line.Text.Contains("secret-token", StringComparison.Ordinal));

        _switch.Answer = HttpStatusCode.OK;
        await AdvanceUntilAsync(() => _heartbeat.State.Sent == 2);
        Assert.False(_heartbeat.UrlFailing);
    }

    [Fact]
    public async Task Beat_UrlHangs_IsGivenUpAfterTheTimeoutAndTheNextGoesOut()
    {
        _switch.Hangs = true;
        await StartAsync(new HeartbeatSettings { Url = new("http://switch.test/ping") });
        await Eventually.TrueAsync(() => _switch.Calls == 1, "the first ping");

        _time.Advance(TimeSpan.FromSeconds(10));
        await SentAsync(1);
        Assert.Equal(1, _heartbeat!.State.UrlFailures);
        await AdvanceUntilAsync(() => _switch.Calls == 2);
    }

    [Fact]
    public async Task Beat_Post_SendsTheDocument()
    {
        await StartAsync(new HeartbeatSettings { Url = new("http://switch.test/ping"), Post = true });
        await SentAsync(1);

        Assert.Equal(_outlet.Messages[0].Payload, _switch.Body);
    }

    [Fact]
    public async Task Bind_WrongSettings_NamesEveryFault()
    {
        _heartbeat = Make(new HeartbeatSettings());
        await Task.CompletedTask;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Rpm:Heartbeat:Url"] = "ftp://x",
            ["Rpm:Heartbeat:Interval"] = "soon",
            ["Rpm:Heartbeat:MaxAge"] = "00:00:10",
            ["Rpm:Heartbeat:Timeout"] = "01:00:00",
            ["Rpm:Heartbeat:Post"] = "perhaps",
            ["Rpm:Heartbeat:Instance"] = "a/b",
        }).Build();
        var faults = new List<SettingFault>();

        var bound = SettingsBinder.Bind<HeartbeatSettings>(configuration.GetSection(HeartbeatSettings.Section), HeartbeatSettings.Section, faults);
        bound.Validate((holds, key, message) => { if (!holds) { faults.Add(new SettingFault("Rpm:" + key, message)); } });

        Assert.Equal(["Instance", "Interval", "MaxAge", "Post", "Timeout", "Url"], faults.Select(f => f.Key.Split(':')[2]).Order());
    }

    [Fact]
    public async Task Bind_RightSettings_AreTaken()
    {
        _heartbeat = Make(new HeartbeatSettings());
        await Task.CompletedTask;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Rpm:Heartbeat:Url"] = "https://switch.test/x",
            ["Rpm:Heartbeat:Interval"] = "00:01:00",
            ["Rpm:Heartbeat:Post"] = "true",
        }).Build();
        var faults = new List<SettingFault>();

        var settings = SettingsBinder.Bind<HeartbeatSettings>(configuration.GetSection(HeartbeatSettings.Section), HeartbeatSettings.Section, faults);

        Assert.Empty(faults);
        Assert.Equal(new HeartbeatSettings { Url = new("https://switch.test/x"), Interval = TimeSpan.FromMinutes(1), Post = true }, settings);
    }

    private Heartbeat Make(HeartbeatSettings settings) =>
        new(settings, "1.2.3", _engine, () => _path, () => [new("influx", 7, 1.5)], _outlet, new HttpClient(_switch), _time, _log);

    private Task StartAsync(HeartbeatSettings settings) => (_heartbeat = Make(settings)).StartAsync(TestContext.Current.CancellationToken);

    private Task SentAsync(long count) => Eventually.TrueAsync(() => _heartbeat!.State.Sent >= count, $"{count} heartbeats");

    /// <summary>Second by second, each beat given the time to end: heartbeats are 30 s apart and none may be merged into another.</summary>
    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        var beats = Beats();
        for (var second = 1; !condition(); second++)
        {
            Assert.True(second < 600, "Did not happen in ten minutes.");
            _time.Advance(TimeSpan.FromSeconds(1));
            if (second % 30 == 0)
            {
                var before = beats++;
                await Eventually.TrueAsync(() => Beats() > before || condition(), "a beat");
            }
        }

        long Beats() => _heartbeat!.State.Sent + _heartbeat.State.Withheld;
    }

    private sealed class FakeSwitch : HttpMessageHandler
    {
        public int Calls { get; private set; }

        public string? Body { get; private set; }

        public bool Hangs { get; set; }

        public HttpStatusCode? Answer { get; set; } = HttpStatusCode.OK;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            Body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            if (Hangs)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return Answer is { } status ? new HttpResponseMessage(status) : throw new HttpRequestException("no route to switch.test/secret-token");
        }
    }
}
