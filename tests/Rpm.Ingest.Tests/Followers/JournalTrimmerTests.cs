using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Tests.Pipeline;

namespace Rpm.Ingest.Tests.Followers;

public sealed class JournalTrimmerTests
{
    private static readonly string[] Six = ["d 1000 60", "d 2000 60", "d 3000 60", "d 4000 60", "d 5000 60", "d 6000 60"];

    [Fact]
    public async Task Look_EmbeddedFollowerBehind_KeepsWhatItNeeds() =>
        // Three entries of auto-enrolment and the first reading make one group, the five other readings one each.
        Assert.Equal(5, await FirstAfterAsync(embedded: 4, outside: 9, runKeys: 1));

    [Fact]
    public async Task Look_OutsideFollowerBehind_KeepsWhatItNeeds() =>
        Assert.Equal(5, await FirstAfterAsync(embedded: 9, outside: 4, runKeys: 1));

    [Fact]
    public async Task Look_AboveTheLimit_OutsideFollowersNoLongerCount() =>
        Assert.Equal(10, await FirstAfterAsync(embedded: 9, outside: 4, runKeys: 1, limit: 1));

    [Fact]
    public async Task Look_AboveTheLimit_EmbeddedFollowersStillCount() =>
        Assert.Equal(5, await FirstAfterAsync(embedded: 4, outside: 0, runKeys: 1, limit: 1));

    [Fact]
    [Trait("Control", "C-12")]
    public async Task Look_KeysInNoRunYet_KeepsTheirReadings() =>
        Assert.Equal(1, await FirstAfterAsync(embedded: 9, outside: 9, runKeys: 1_000_000, limit: 1));

    /// <summary>Position of the first entry that is left.</summary>
    private static async Task<long> FirstAfterAsync(long embedded, long outside, int runKeys, long limit = long.MaxValue)
    {
        await using var core = EngineCore.Start(runKeys: runKeys);
        foreach (var line in Six)
        {
            await core.SendAsync(line);
            await core.Duplicates.Flushed;
        }

        await core.SendAsync("d 6000 60"); // a commit that takes the last keys into a run
        await core.Duplicates.Flushed;
        FollowerPump[] pumps =
        [
            Pump(core, new RecordingFollower("inside") { Cursor = embedded }), Pump(core, new RecordingFollower("outside", embedded: false) { Cursor = outside }),
        ];
        new JournalTrimmer(core.File, core.Duplicates, core.Committer, pumps, limit, NullLogger<JournalTrimmer>.Instance).Look();
        core.Clock.Advance(TimeSpan.FromSeconds(2));
        await core.SendAsync("d 6000 60"); // the committer trims after a commit
        await core.SendAsync("d 6000 60");
        return core.File.FirstPosition();
    }

    private static FollowerPump Pump(EngineCore core, RecordingFollower follower) =>
        new(follower, core.Log, core.Clock, NullLogger<FollowerPump>.Instance);
}
