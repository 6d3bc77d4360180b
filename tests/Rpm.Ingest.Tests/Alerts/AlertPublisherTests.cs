using System.Collections.Concurrent;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Alerts;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Alerts;

public sealed class AlertPublisherTests
{
    private const string Topic = "alerts/p1/a1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact, Trait("Control", "C-63")]
    public async Task Publish_WholeLife_RetainedWhileOpenThenLastStateThenEmptied()
    {
        using var bench = await Bench.StartAsync();
        var raised = Some.Raise("a1");
        var acknowledged = raised.Acknowledge();

        await bench.Fixture.ApplyAsync(1, raised);
        await bench.PublishedAsync(1);
        Assert.Contains(Topic, bench.Outlet.Retained.Keys);
        await bench.Fixture.ApplyAsync(2, acknowledged, acknowledged.Clear());
        await bench.PublishedAsync(3);

        Assert.Equal([(1, true), (2, true), (3, false), (0, true)], bench.Outlet.On(Topic));
        Assert.Empty(bench.Outlet.Retained);
    }

    [Fact, Trait("Control", "C-63")]
    public async Task Publish_ResolvedButUnacknowledged_StaysRetained()
    {
        using var bench = await Bench.StartAsync();
        var raised = Some.Raise("a1");

        await bench.Fixture.ApplyAsync(1, raised, raised.Clear());
        await bench.PublishedAsync(2);

        Assert.Contains("\"state\":\"resolved\"", bench.Outlet.Retained[Topic], StringComparison.Ordinal);
    }

    [Fact, Trait("Control", "C-99")]
    public async Task Publish_PatientErased_EmptiesTheRetainedAlertsOfThePatientOnly()
    {
        using var bench = await Bench.StartAsync();
        await bench.Fixture.ApplyAsync(1, Some.Raise("a1"), Some.Raise("a2", "p2"));
        await bench.PublishedAsync(2);
        bench.Fixture.Store.Erase("p1");

        await Eventually.TrueAsync(() => !bench.Outlet.Retained.ContainsKey(Topic), "the retained alert is emptied");
        Assert.Equal(["alerts/p2/a2"], bench.Outlet.Retained.Keys);
        Assert.Equal([(1, true), (0, true)], bench.Outlet.On(Topic));
    }

    [Fact, Trait("Control", "C-64")]
    public async Task Publish_BrokerRefuses_TriesTheSameUntilItDoes()
    {
        using var bench = await Bench.StartAsync();
        bench.Outlet.Takes = (_, _) => false;
        var raised = Some.Raise("a1");
        await bench.Fixture.ApplyAsync(1, raised, raised.Escalate(), Some.Raise("a2"));
        await Eventually.TrueAsync(() => bench.Publisher.State.Failures > 0, "a failed attempt");
        Assert.Equal(3, bench.Publisher.State.Pending);
        Assert.NotNull(bench.Publisher.State.FailingSince);

        // Refused a few times more on the same connection: time alone brings the next attempts.
        await bench.AdvanceUntilAsync(() => bench.Publisher.State.Failures >= 4, "further attempts");
        bench.Outlet.Takes = (_, _) => true;
        await bench.AdvanceUntilAsync(() => bench.Publisher.State.Pending == 0, "everything published");

        Assert.Equal([(1, true), (2, true)], bench.Outlet.On(Topic).Distinct());
        Assert.Contains("alerts/p1/a2", bench.Outlet.Retained.Keys);
        Assert.Null(bench.Publisher.State.FailingSince);
    }

    [Fact, Trait("Control", "C-64")]
    public async Task Publish_BrokerComesBack_GoesOnAtOnceWithoutWaiting()
    {
        using var bench = await Bench.StartAsync();
        bench.Outlet.Takes = (_, _) => false;
        await bench.Fixture.ApplyAsync(1, Some.Raise("a1"));
        await Eventually.TrueAsync(() => bench.Publisher.State.Failures == 1, "a failed attempt");

        bench.Outlet.Takes = (_, _) => true;
        bench.Outlet.Reconnect(forgets: false);

        await bench.PublishedAsync(1);
    }

    [Fact, Trait("Control", "C-65")]
    public async Task Reconcile_BrokerForgotRetained_OpenAlertsAreBack()
    {
        using var bench = await Bench.StartAsync();
        var done = Some.Raise("a3");
        await bench.Fixture.ApplyAsync(1, Some.Raise("a1"), Some.Raise("a2", "p2"), done, done.Acknowledge(), done.Acknowledge().Clear());
        await bench.PublishedAsync(5);

        bench.Outlet.Reconnect(forgets: true);

        await Eventually.TrueAsync(() => bench.Outlet.Retained.Count == 2, "both open alerts retained again");
        Assert.Equal([Topic, "alerts/p2/a2"], bench.Outlet.Retained.Keys.Order());
    }

    [Fact, Trait("Control", "C-65")]
    public async Task Reconcile_AtStart_EmptiesLeftOversAndRefreshesOldVersions()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var raised = Some.Raise("a1");
        await fixture.ApplyAsync(1, raised, raised.Escalate());
        fixture.Store.SavePlace("mqtt", 2);
        var outlet = new FakeOutlet();
        outlet.Put("alerts/p9/gone", "{\"version\":4}");
        outlet.Put(Topic, "{\"version\":1}");
        outlet.Put("down/x/rejected", "{}");

        using var bench = await Bench.StartAsync(fixture, outlet);

        Assert.DoesNotContain("alerts/p9/gone", outlet.Retained.Keys);
        Assert.Equal([(2, true)], outlet.On(Topic));
        Assert.Contains("down/x/rejected", outlet.Retained.Keys);
    }

    [Fact, Trait("Control", "C-65")]
    public async Task Reconcile_ChangesStillDue_NeverPublishesAnOlderVersionAfterANewer()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var raised = Some.Raise("a1");
        var escalated = raised.Escalate();
        await fixture.ApplyAsync(1, raised, escalated, escalated.Acknowledge());
        var outlet = new FakeOutlet();

        using var bench = await Bench.StartAsync(fixture, outlet);

        Assert.Equal([1, 2, 3, 3], outlet.On(Topic).Select(m => m.Version));
    }

    [Fact, Trait("Control", "C-64")]
    public async Task Publish_Restarted_GoesOnWhereItStood()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var raised = Some.Raise("a1");
        var outlet = new FakeOutlet();
        using (var first = await Bench.StartAsync(fixture, outlet))
        {
            await fixture.ApplyAsync(1, raised);
            await first.PublishedAsync(1);
        }

        var gone = raised.Acknowledge();
        await fixture.ApplyAsync(2, gone, gone.Clear());
        using var second = await Bench.StartAsync(fixture, outlet);
        await second.PublishedAsync(3);

        Assert.Equal([(1, true), (2, true), (3, false), (0, true)], outlet.On(Topic));
        Assert.Empty(outlet.Retained);
    }

    [Fact, Trait("Control", "C-64")]
    public async Task Publish_AnyFailures_EveryChangeInOrderAndRetainedEqualsOpen()
    {
        await Gen.Select(Gen.Bool.Array[0, 40], Gen.Int[0, 3].Array[5, 20]).SampleAsync(
            async (failures, steps) =>
            {
                using var bench = await Bench.StartAsync();
                bench.Outlet.Takes = (_, attempt) => attempt >= failures.Length || !failures[attempt];
                var alerts = new Dictionary<string, AlertChange>();
                var sequence = 0;
                foreach (var step in steps)
                {
                    var id = $"a{sequence % 3}";
                    alerts[id] = !alerts.TryGetValue(id, out var at) ? Some.Raise(id)
                        : step switch { 0 => at.Escalate(), 1 => at.Acknowledge(), 2 => at.Clear(), _ => at.Escalate() };
                    await bench.Fixture.ApplyAsync(++sequence, alerts[id]);
                }

                await bench.AdvanceUntilAsync(
                    () => bench.Publisher.State is { Pending: 0, FailingSince: null }
                        && bench.Outlet.Retained.Count == bench.Fixture.Store.Open.Alerts.Count,
                    "everything published");

                foreach (var (id, last) in alerts)
                {
                    var versions = bench.Outlet.On($"alerts/p1/{id}").Select(m => m.Version).Where(v => v > 0).ToList();
                    Assert.Equal(versions.Order(), versions);
                    Assert.Equal(Enumerable.Range(1, last.Alert.Version), versions.Distinct());
                    Assert.Equal(OpenAlerts.IsOpen(last.Alert), bench.Outlet.Retained.ContainsKey($"alerts/p1/{id}"));
                }
            },
            iter: 25, threads: 1);
    }

    [Fact]
    public async Task Publish_TestAlert_GoesOutMarked()
    {
        using var bench = await Bench.StartAsync();
        var raised = Some.Raise("a1");

        await bench.Fixture.ApplyAsync(1, raised with { Alert = raised.Alert with { Test = true } });
        await bench.PublishedAsync(1);

        Assert.Contains("\"test\":true", bench.Outlet.Retained[Topic], StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnRaisePublished_Raise_GivesSecondsSinceTheRaise()
    {
        var seconds = new List<double>();
        using var bench = await Bench.StartAsync(measured: seconds.Add);
        bench.Time.SetUtcNow(Some.Noon.ToDateTimeOffset() + TimeSpan.FromSeconds(2.5));
        var raised = Some.Raise("a1");

        await bench.Fixture.ApplyAsync(1, raised, raised.Acknowledge());
        await bench.PublishedAsync(2);

        Assert.Equal([2.5], seconds);
    }

    [Fact]
    public async Task OnRaisePublished_OneAtATime_IsAboutOneCommit()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var seconds = new ConcurrentQueue<double>();
        using var publisher = new AlertPublisher(fixture.Store, new FakeOutlet(), TimeProvider.System, NullLogger<AlertPublisher>.Instance)
        {
            OnRaisePublished = seconds.Enqueue,
        };
        await publisher.StartAsync(Stop);

        for (var i = 1; i <= 50; i++)
        {
            var raised = Some.Raise($"a{i}");
            var now = Instant.From(TimeProvider.System.GetUtcNow());
            await fixture.ApplyAsync(i, raised with { Alert = raised.Alert with { History = [raised.Alert.History[0] with { At = now }] } });
            await Eventually.TrueAsync(() => seconds.Count == i, "published");
        }

        await publisher.StopAsync(Stop);
        var sorted = seconds.Order().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"raise to broker: median {sorted[25] * 1000:F0} ms, worst {sorted[^1] * 1000:F0} ms");
        Assert.True(sorted[25] < 1);
    }

    private sealed class Bench(StoreFixture fixture, bool owned, FakeOutlet outlet, FakeTimeProvider time, AlertPublisher publisher) : IDisposable
    {
        public StoreFixture Fixture => fixture;

        public FakeOutlet Outlet => outlet;

        public FakeTimeProvider Time => time;

        public AlertPublisher Publisher => publisher;

        public static async Task<Bench> StartAsync(StoreFixture? fixture = null, FakeOutlet? outlet = null, Action<double>? measured = null)
        {
            var bench = fixture ?? await StoreFixture.OpenAsync();
            outlet ??= new FakeOutlet();
            var time = new FakeTimeProvider((Some.Noon - TimeSpan.FromHours(1)).ToDateTimeOffset());
            var publisher = new AlertPublisher(bench.Store, outlet, time, NullLogger<AlertPublisher>.Instance) { OnRaisePublished = measured };
            await publisher.StartAsync(Stop);
            await Eventually.TrueAsync(() => publisher.State.Reconciled == 1, "the first reconciliation");
            return new(bench, fixture is null, outlet, time, publisher);
        }

        public Task PublishedAsync(long sequence) => Eventually.TrueAsync(() => publisher.State.Published >= sequence, $"published {sequence}");

        public Task AdvanceUntilAsync(Func<bool> condition, string what) =>
            Eventually.TrueAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromSeconds(5));
                    return condition();
                },
                what);

        public void Dispose()
        {
            publisher.StopAsync(default).GetAwaiter().GetResult();
            publisher.Dispose();
            if (owned)
            {
                fixture.Dispose();
            }
        }
    }
}
