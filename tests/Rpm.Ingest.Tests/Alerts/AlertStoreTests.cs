using System.Collections;
using System.Diagnostics;
using CsCheck;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Rpm.Ingest.Alerts;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Alerts;

public sealed class AlertStoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Control", "C-99")]
    public async Task Erase_OfAMember_TakesHimOutOfEveryVersionOfTheAlertThatStandsForHim()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var raised = Some.Raise("g", EnginePatient.Id);
        AlertMember[] members = [new("m1", "p1", "d1", Kind.Cgm, Some.Noon, null), new("m2", "p2", "d2", Kind.Cgm, Some.Noon, null)];
        raised = raised with { Alert = raised.Alert with { Rule = EnginePatient.SilentDevices, Members = members } };
        await fixture.ApplyAsync(1, raised, raised.Acknowledge());
        fixture.Store.Erase("p2");
        Assert.Equal("m1", Assert.Single(fixture.Store.Open.Alerts["g"].Members).Alert);
        await fixture.ReopenAsync();
        Assert.All(await fixture.Store.ChangesAfterAsync(0, 100, default), c => Assert.Equal("m1", Assert.Single(c.Change.Alert.Members).Alert));
        Assert.Equal("m1", Assert.Single((await fixture.Store.GetAsync("g", default))!.Members).Alert);
    }

    [Fact]
    public async Task OpenAsync_NewFile_StartsAtZero()
    {
        using var fixture = await StoreFixture.OpenAsync();

        Assert.Equal(0, await fixture.ReopenAsync());
        Assert.Equal(0, fixture.Store.LastSequence);
        Assert.Empty(fixture.Store.Open.Alerts);
    }

    [Fact]
    public async Task ApplyAsync_Reopened_KeepsEveryMemberAndEveryDigit()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var raised = Some.Raise("a1");
        raised = raised with
        {
            Alert = raised.Alert with
            {
                Late = true,
                Test = true,
                Questionable = true,
                Review = true,
                Device = null,
                Assignee = "dr",
                SnoozedUntil = Instant.Max,
                Value = new Quantity(long.MaxValue, 18, Unit.MillimolePerLitre, Comparator.Low),
                Limit = new Quantity(-10_0, 1, Unit.MillimolePerLitre),
            },
        };

        await fixture.ApplyAsync(7, raised, raised.Escalate());
        var cursor = await fixture.ReopenAsync();
        var log = await fixture.Store.ChangesAfterAsync(0, 10, Stop);

        Assert.Equal(7, cursor);
        Assert.Equal([1L, 2L], log.Select(e => e.Sequence));
        Assert.Equal(StoreFixture.Text(raised.Alert), StoreFixture.Text(log[0].Change.Alert));
        Assert.Equal(raised.Alert.Value, log[0].Change.Alert.Value);
        Assert.Equal(raised.Alert.Limit, log[0].Change.Alert.Limit);
        Assert.Equal(raised.Alert.Evidence, log[0].Change.Alert.Evidence);
        Assert.Equal(raised.Alert.Limits, log[0].Change.Alert.Limits);
        Assert.Equal(raised.Alert.History, log[0].Change.Alert.History);
        Assert.Equal(Instant.Max, log[0].Change.Alert.SnoozedUntil);
        Assert.Equal(AlertChangeKind.Escalated, log[1].Change.Kind);
    }

    [Fact, Trait("Control", "C-60")]
    public async Task ApplyAsync_ReplayAfterACrash_AddsOnlyWhatWasMissing()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var raised = Some.Raise("a1");
        var acknowledged = raised.Acknowledge();
        var cleared = acknowledged.Clear();
        await fixture.ApplyAsync(10, raised, acknowledged);

        Assert.Equal(10, await fixture.ReopenAsync());
        await fixture.ApplyAsync(12, raised, acknowledged, cleared);
        await fixture.ApplyAsync(12, raised, acknowledged, cleared);

        Assert.Equal(3, (await fixture.LogAsync()).Count);
        Assert.Equal(12, await fixture.ReopenAsync());
        Assert.Equal(3, (await fixture.Store.GetAsync("a1", Stop))!.Version);
        Assert.Equal(0, fixture.Store.Conflicts);
    }

    [Fact, Trait("Control", "C-60")]
    public async Task ApplyAsync_FailsHalfway_LeavesNothingBehind()
    {
        using var fixture = await StoreFixture.OpenAsync();
        await fixture.ApplyAsync(1, Some.Raise("a0"));

        await Assert.ThrowsAsync<IOException>(() => fixture.Store.ApplyAsync(new BreaksAtSecond(Some.Raise("a1")), 9, Stop));
        Assert.Equal(1, fixture.Store.LastSequence);
        Assert.Null(await fixture.Store.GetAsync("a1", Stop));
        Assert.Equal(1, await fixture.ReopenAsync());

        await fixture.ApplyAsync(9, Some.Raise("a1"));
        Assert.Equal(2, fixture.Store.LastSequence);
    }

    [Fact, Trait("Control", "C-60")]
    public async Task ApplyAsync_AnyPrefixAnyNumberOfTimes_SameLog()
    {
        var changes = Histories();
        using var once = await StoreFixture.OpenAsync();
        await once.ApplyAsync(changes.Length, changes);
        var expected = await once.LogAsync();

        await Gen.Int[0, changes.Length].List[0, 6].SampleAsync(
            async prefixes =>
            {
                using var fixture = await StoreFixture.OpenAsync();
                var reached = 0;
                foreach (var prefix in prefixes)
                {
                    // A replay begins at or before what is stored and goes as far as it goes.
                    await fixture.ApplyAsync(prefix, changes[..prefix]);
                    reached = Math.Max(reached, prefix);
                    Assert.Equal(reached, await fixture.ReopenAsync());
                }

                Assert.Equal(expected.Take(reached), await fixture.LogAsync());
                await fixture.ApplyAsync(changes.Length, changes);
                Assert.Equal(expected, await fixture.LogAsync());
                Assert.Equal(
                    once.Store.Open.Alerts.Values.Select(StoreFixture.Text).Order(), fixture.Store.Open.Alerts.Values.Select(StoreFixture.Text).Order());
                Assert.Equal(0, fixture.Store.Conflicts + fixture.Store.Gaps);
            },
            iter: 30, threads: 1);
    }

    [Fact, Trait("Control", "C-61")]
    public async Task ApplyAsync_SameVersionOtherContent_KeepsTheStoredOneLoudly()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var first = Some.Raise("a1");
        await fixture.ApplyAsync(1, first);

        await fixture.ApplyAsync(2, first with { Alert = first.Alert with { Priority = AlertPriority.Low } });

        Assert.Equal(AlertPriority.High, (await fixture.Store.GetAsync("a1", Stop))!.Priority);
        Assert.Equal(1, fixture.Store.LastSequence);
        Assert.Equal(1, fixture.Store.Conflicts);
        Assert.Contains(fixture.Log.Lines, line => line is { Level: LogLevel.Critical, Event: 6001 });
    }

    [Fact, Trait("Control", "C-61")]
    public async Task ApplyAsync_VersionLeftOut_IsKeptAndReported()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var raised = Some.Raise("a1");

        await fixture.ApplyAsync(1, raised, raised.Escalate().Escalate());

        Assert.Equal(3, (await fixture.Store.GetAsync("a1", Stop))!.Version);
        Assert.Equal(1, fixture.Store.Gaps);
    }

    [Fact, Trait("Control", "C-62")]
    public async Task OpenAsync_FileOfANewerBuild_IsRefusedUntouched()
    {
        using var fixture = await StoreFixture.OpenAsync();
        await fixture.ApplyAsync(3, Some.Raise("a1"));
        fixture.Store.Dispose();
        SetSchema(fixture.Folder, AlertSchema.Version + 1);

        using var store = new AlertStore(fixture.Folder, fixture.Log);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(async () => await store.OpenAsync(Stop));

        Assert.Contains("newer build", refused.Message, StringComparison.Ordinal);
        SetSchema(fixture.Folder, AlertSchema.Version);
        Assert.Equal(3, await fixture.ReopenAsync());
        Assert.Single(fixture.Store.Open.Alerts);
    }

    [Fact]
    public async Task Open_AlertDoneWith_LeavesMemoryButNotTheStore()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var raised = Some.Raise("a1");
        var cleared = raised.Clear();

        await fixture.ApplyAsync(1, raised, cleared);
        Assert.Single(fixture.Store.Open.Alerts);
        await fixture.ApplyAsync(2, cleared.Acknowledge());

        Assert.Empty(fixture.Store.Open.Alerts);
        Assert.Equal(3, (await fixture.Store.GetAsync("a1", Stop))!.Version);
        Assert.Single(await fixture.Store.ListAsync(new AlertQuery(), Stop));
    }

    [Fact]
    public async Task ListAsync_AnyQuery_AgreesWithPlainFiltering()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var changes = Histories();
        await fixture.ApplyAsync(1, changes);
        var all = changes.GroupBy(c => c.Alert.Id).Select(g => g.MaxBy(c => c.Alert.Version).Alert).ToList();
        var flag = Gen.OneOf(Gen.Const((bool?)null), Gen.Bool.Select(b => (bool?)b));
        var time = Gen.OneOf(Gen.Const((Instant?)null), Gen.Int[-2, 14].Select(m => (Instant?)(Some.Noon + TimeSpan.FromMinutes(m))));
        var patient = Gen.Int[0, 4].Select(i => new[] { null, "p0", "p1", "p2", "nobody" }[i]);
        var query = Gen.Select(patient, flag, flag, flag, Gen.Select(time, time), Gen.Int[0, 5], Gen.Int[0, 2].Select(i => new int?[] { null, 0, 3 }[i]))
            .Select((p, a, k, o, t, s, n) => new AlertQuery
            {
                Patient = p,
                Active = a,
                Acknowledged = k,
                Open = o,
                RaisedFrom = t.Item1,
                RaisedTo = t.Item2,
                Skip = s,
                Take = n,
            });

        await query.SampleAsync(
            async q =>
            {
                var expected = all
                    .Where(a => q.Patient is null || a.Patient == q.Patient)
                    .Where(a => q.Active is null || a.Active == q.Active)
                    .Where(a => q.Acknowledged is null || a.Acknowledged == q.Acknowledged)
                    .Where(a => q.Open is null || (a.Active || !a.Acknowledged) == q.Open)
                    .Where(a => q.RaisedFrom is null || a.Raised >= q.RaisedFrom)
                    .Where(a => q.RaisedTo is null || a.Raised < q.RaisedTo)
                    .OrderByDescending(a => a.Raised).ThenBy(a => a.Id, StringComparer.Ordinal)
                    .Skip(q.Skip).Take(q.Take ?? int.MaxValue);
                Assert.Equal(expected.Select(a => a.Id), (await fixture.Store.ListAsync(q, Stop)).Select(a => a.Id));
            },
            iter: 500, threads: 1);
    }

    [Fact]
    public async Task WaitForChangeAsync_ReaderBesideWriter_SeesEveryChangeOnceInOrder()
    {
        using var fixture = await StoreFixture.OpenAsync();
        const int Total = 400;
        var reader = Task.Run(async () =>
        {
            var seen = new List<long>();
            while (seen.Count < Total)
            {
                var last = seen.Count == 0 ? 0 : seen[^1];
                await fixture.Store.WaitForChangeAsync(last, Stop);
                seen.AddRange((await fixture.Store.ChangesAfterAsync(last, 37, Stop)).Select(e => e.Sequence));
            }

            return seen;
        });

        for (var i = 0; i < Total; i += 4)
        {
            await fixture.ApplyAsync(i, Some.Raise($"a{i}"), Some.Raise($"b{i}"), Some.Raise($"c{i}"), Some.Raise($"d{i}"));
        }

        Assert.Equal(Enumerable.Range(1, Total).Select(i => (long)i), await reader.WaitAsync(TimeSpan.FromSeconds(30), Stop));
    }

    [Fact]
    public async Task WaitForChangeAsync_Cancelled_Ends()
    {
        using var fixture = await StoreFixture.OpenAsync();
        using var cancelled = new CancellationTokenSource();
        var waiting = fixture.Store.WaitForChangeAsync(0, cancelled.Token);

        Assert.False(waiting.IsCompleted);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Open_TenThousandAlerts_AreListedAndReopenedQuickly()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var raises = Enumerable.Range(0, 10_000).Select(i => Some.Raise($"a{i:D5}", $"p{i % 700}", i % 5_000)).ToArray();
        var clock = Stopwatch.StartNew();
        await fixture.ApplyAsync(1, raises);
        var applied = clock.Elapsed;
        clock.Restart();
        Assert.Equal(1, await fixture.ReopenAsync());
        var reopened = clock.Elapsed;
        clock.Restart();
        var listed = await fixture.Store.ListAsync(new AlertQuery { Open = true }, Stop);
        var list = clock.Elapsed;
        clock.Restart();
        await fixture.ApplyAsync(2, raises[77].Acknowledge());
        var one = clock.Elapsed;

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"10,000 raises {applied.TotalMilliseconds:F0} ms, reopen {reopened.TotalMilliseconds:F0} ms, list {list.TotalMilliseconds:F1} ms, one change {one.TotalMilliseconds:F2} ms");
        Assert.Equal(10_000, listed.Count);
        Assert.Equal(10_000, fixture.Store.Open.Alerts.Count);
        // A bound for a wrong complexity, not for a slow machine.
        Assert.True(applied + reopened + list + one < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task SavePlace_Reopened_IsKeptApartFromTheCursor()
    {
        using var fixture = await StoreFixture.OpenAsync();
        await fixture.ApplyAsync(9, Some.Raise("a1"));

        fixture.Store.SavePlace("mqtt", 1);

        Assert.Equal(9, await fixture.ReopenAsync());
        Assert.Equal(1, fixture.Store.ReadPlace("mqtt"));
        Assert.Equal(0, fixture.Store.ReadPlace("other"));
    }

    /// <summary>Twelve alerts of three patients in every stage of life, their changes interleaved.</summary>
    private static AlertChange[] Histories()
    {
        var lives = Enumerable.Range(0, 12).Select(i =>
        {
            var raised = Some.Raise($"a{i:D2}", $"p{i % 3}", i);
            return (i % 4) switch
            {
                0 => new[] { raised },
                1 => [raised, raised.Acknowledge(), raised.Acknowledge().Clear()],
                2 => [raised, raised.Escalate(), raised.Escalate().Clear()],
                _ => [raised, raised.Escalate(), raised.Escalate().Acknowledge()],
            };
        }).ToList();
        return [.. Enumerable.Range(0, 3).SelectMany(stage => lives.Where(l => l.Length > stage).Select(l => l[stage]))];
    }

    private static void SetSchema(string folder, int version)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, AlertStore.FileName)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA user_version = {version}";
        command.ExecuteNonQuery();
    }

    private sealed class BreaksAtSecond(AlertChange first) : IReadOnlyList<AlertChange>
    {
        public int Count => 2;

        public AlertChange this[int index] => index == 0 ? first : throw new IOException("disk");

        public IEnumerator<AlertChange> GetEnumerator()
        {
            yield return this[0];
            yield return this[1];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    [Fact, Trait("Control", "C-99")]
    public async Task Erase_OnePatient_NothingOfThePatientIsLeftAndFollowersSeeThatSomethingWent()
    {
        using var fixture = await StoreFixture.OpenAsync();
        await fixture.ApplyAsync(1, Some.Raise("a1", "gone-patient"), Some.Raise("a2", "p2"), Some.Raise("a3", "gone-patient").Acknowledge());
        var woken = fixture.Store.WaitForChangeAsync(3, Stop);
        fixture.Store.Erase("gone-patient");

        await woken.WaitAsync(Eventually.Deadline, Stop);
        Assert.Equal(["a2"], fixture.Store.Open.Alerts.Keys);
        Assert.Equal((4L, 4L), (fixture.Store.LastSequence, fixture.Store.WholeFrom));
        Assert.Null(await fixture.Store.GetAsync("a1", Stop));
        await fixture.ReopenAsync();
        Assert.Equal(["a2"], (await fixture.Store.ChangesAfterAsync(0, 10, Stop)).Select(e => e.Change.Alert.Id));
        Assert.Equal((4L, 4L), (fixture.Store.LastSequence, fixture.Store.WholeFrom));
        await fixture.ApplyAsync(2, Some.Raise("a4", "p2"));
        Assert.Equal(5, fixture.Store.LastSequence);
        fixture.Store.Erase("gone-patient");
        Assert.Equal(5, fixture.Store.LastSequence);
        fixture.Store.Dispose();
        Assert.All(Directory.GetFiles(fixture.Folder), f => Assert.DoesNotContain("gone-patient", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(f)), StringComparison.Ordinal));
    }

    [Fact, Trait("Control", "C-63")]
    public async Task Trim_ClosedLongAgo_DropsItsChangesButNoneOfOpenAlertsNorBeyondAFollowerAndKeepsTheAlert()
    {
        using var fixture = await StoreFixture.OpenAsync();
        var (old, open, late) = (Some.Raise("old"), Some.Raise("open"), Some.Raise("late", minute: 10_000));
        await fixture.ApplyAsync(1, old, old.Acknowledge(), old.Acknowledge().Clear(), open, late, late.Acknowledge(), late.Acknowledge().Clear());
        var before = Some.Noon + TimeSpan.FromDays(1);

        Assert.Equal(0, fixture.Store.Trim(before, upTo: 0, most: 100));
        Assert.Equal(2, fixture.Store.Trim(before, upTo: 2, most: 100));
        Assert.Equal(1, fixture.Store.Trim(before, upTo: 7, most: 100));
        Assert.Equal(0, fixture.Store.Trim(before, upTo: 7, most: 100));
        Assert.Equal([4L, 5, 6, 7], (await fixture.Store.ChangesAfterAsync(0, 10, Stop)).Select(e => e.Sequence));
        // Never the newest: the next sequence must follow it.
        Assert.Equal(2, fixture.Store.Trim(Instant.Max, upTo: 7, most: 100));
        await fixture.ReopenAsync();
        Assert.Equal((7L, 6L), (fixture.Store.LastSequence, fixture.Store.WholeFrom));
        Assert.Equal(3, (await fixture.Store.GetAsync("old", Stop))!.History.Count);
        Assert.Equal([4L, 7], (await fixture.Store.ChangesAfterAsync(0, 10, Stop)).Select(e => e.Sequence));
    }
}
