using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>What <c>/api/v1/status</c> says.</summary>
internal sealed record Status(
    long Received, long Committed, long Duplicate, long Quarantined, long Discarded, IReadOnlyDictionary<string, FollowerStatus> Followers)
{
    public static Status Of(JsonElement json) => new(
        json.GetProperty("received").GetInt64(), json.GetProperty("committed").GetInt64(), json.GetProperty("duplicate").GetInt64(),
        json.GetProperty("quarantined").GetInt64(), json.GetProperty("discarded").GetInt64(),
        json.GetProperty("followers").EnumerateArray().ToDictionary(
            f => f.GetProperty("name").GetString()!,
            f => new FollowerStatus(
                f.GetProperty("committed").GetInt64(), f.GetProperty("written").GetInt64(), f.GetProperty("rejected").GetInt64(), f.GetProperty("pending").GetInt64())));

    /// <summary>Received = committed + duplicate + quarantined + discarded, and for each follower committed = written + rejected + pending.</summary>
    public void AssertConserved()
    {
        Assert.Equal(Received, Committed + Duplicate + Quarantined + Discarded);
        Assert.NotEmpty(Followers);
        foreach (var (name, follower) in Followers)
        {
            Assert.True(follower.Committed == follower.Written + follower.Rejected + follower.Pending, $"{name}: {follower}");
        }
    }
}

/// <summary>A follower's numbers, in readings.</summary>
internal sealed record FollowerStatus(long Committed, long Written, long Rejected, long Pending);
