using CsCheck;
using Rpm.Ingest.Duplicates;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Duplicates;

public class DuplicateIndexTests
{
    [Fact]
    public async Task Find_AfterManyRunsMergesAndAReopen_GivesWhatWasKept()
    {
        var folder = Directory.CreateTempSubdirectory("rpm-test-").FullName;
        var random = new Random(7);
        var kept = new Dictionary<ulong, ulong>();
        using (var index = new DuplicateIndex(folder, runKeys: 100))
        {
            for (var position = 1; position <= 5000; position++)
            {
                var key = (ulong)random.NextInt64();
                kept.TryAdd(key, (ulong)position);
                index.Stage(key, (ulong)position, default);
                index.Commit(position);
                await index.Flushed;
            }

            Assert.InRange(index.Runs, 2, 20);
            AssertHolds(index, kept);
        }

        using var again = new DuplicateIndex(folder, runKeys: 100);
        Assert.InRange(again.DurablePosition, 4800, 5000);
        foreach (var (key, value) in kept.Where(k => k.Value > (ulong)again.DurablePosition))
        {
            again.Stage(key, value, default);
        }

        AssertHolds(again, kept);
    }

    [Fact]
    public void Rollback_StagedKeys_AreForgotten()
    {
        using var index = new DuplicateIndex(Directory.CreateTempSubdirectory("rpm-test-").FullName);
        index.Stage(1, 10, default);
        index.Commit(1);
        index.Stage(2, 20, default);
        index.Rollback();
        Assert.True(index.TryFind(1, out _));
        Assert.False(index.TryFind(2, out _));
    }

    [Fact]
    public void Open_InterruptedMerge_KeepsTheMergedRun()
    {
        var folder = Directory.CreateTempSubdirectory("rpm-test-").FullName;
        KeyRun.Write(Path.Combine(folder, "a.run"), 0, 10, [1, 2], [1, 2]).Dispose();
        KeyRun.Write(Path.Combine(folder, "b.run"), 10, 20, [3], [3]).Dispose();
        KeyRun.Write(Path.Combine(folder, "c.run"), 0, 20, [1, 2, 3], [1, 2, 3]).Dispose();
        File.WriteAllText(Path.Combine(folder, "d.run.tmp"), "half");

        using var index = new DuplicateIndex(folder);
        Assert.Equal(1, index.Runs);
        Assert.Equal(20, index.DurablePosition);
        Assert.True(index.TryFind(3, out var value) && value == 3);
        Assert.Single(Directory.EnumerateFiles(folder));
    }

    [Fact]
    public void KeyRun_AnyKeys_FindsThoseAndNoOthers() =>
        Gen.Select(Gen.ULong.HashSet[0, 500], Gen.ULong.HashSet[0, 100]).Sample((present, probes) =>
        {
            var path = Path.GetTempFileName();
            var keys = present.Order().ToArray();
            using var run = KeyRun.Write(path, 0, 1, keys, [.. keys.Select(k => ~k)]);
            var found = keys.All(k => run.TryFind(k, out var value) && value == ~k)
                && probes.All(p => run.TryFind(p, out _) == present.Contains(p));
            File.Delete(path);
            return found;
        }, iter: 200);

    private static void AssertHolds(DuplicateIndex index, Dictionary<ulong, ulong> kept)
    {
        foreach (var (key, value) in kept)
        {
            Assert.True(index.TryFind(key, out var found));
            Assert.Equal(value, found);
            Assert.False(index.TryFind(key + 1, out _));
        }
    }

    [Fact]
    [Trait("Control", "C-12")]
    public async Task Flush_RunsWhoseReadingsAreTooOldToComeAgain_GoAndTheRestStays()
    {
        var folder = Directory.CreateTempSubdirectory("rpm-keys-").FullName;
        var day = TimeSpan.FromDays(1);
        var start = new Instant(1_790_000_000_000);
        using (var index = new DuplicateIndex(folder, runKeys: 10, keep: 40 * day))
        {
            for (var i = 0; i < 1_000; i++)
            {
                var at = start + (i / 10 * day);
                index.Stage((ulong)i + 1, 7, at);
                index.Commit(i + 1, at);
                await index.Flushed;
            }

            // A hundred days, ten keys each: of the last forty every key is known, of the first fifty none.
            Assert.All(Enumerable.Range(600, 400), i => Assert.True(index.TryFind((ulong)i + 1, out _)));
            Assert.All(Enumerable.Range(0, 500), i => Assert.False(index.TryFind((ulong)i + 1, out _)));
            Assert.InRange(index.Runs, 1, 64);
        }

        using var again = new DuplicateIndex(folder, runKeys: 10, keep: 40 * day);
        Assert.All(Enumerable.Range(600, 400), i => Assert.True(again.TryFind((ulong)i + 1, out _)));
        Directory.Delete(folder, recursive: true);
    }
}
