using System.Globalization;

namespace Rpm.DeviceSim.Engines;

/// <summary>The engine's own counts before and after a run, held against what was acknowledged here.</summary>
/// <param name="Acknowledged">Readings that were acknowledged to this generator, or all of them together.</param>
internal sealed record EngineAccount(EngineStatus Before, EngineStatus After, long Acknowledged)
{
    public long Received => After.Received - Before.Received;

    public long Committed => After.Committed - Before.Committed;

    public long Duplicate => After.Duplicate - Before.Duplicate;

    /// <summary>A balance: replaying quarantine makes it smaller.</summary>
    public long Quarantined => After.Quarantined - Before.Quarantined;

    public long Discarded => After.Discarded - Before.Discarded;

    /// <summary>What is missing in <c>received = committed + duplicate + quarantined + discarded</c>; 0 = it holds.</summary>
    public long Missing => After.Received - After.Committed - After.Duplicate - After.Quarantined - After.Discarded;

    /// <summary>Readings that were acknowledged and that the engine does not know of; 0 = none. Other senders may have added to what it received.</summary>
    public long Lost => Math.Max(0, Acknowledged - Received);

    /// <summary>Whether the law holds, in all and for each follower, and nothing acknowledged is unknown.</summary>
    public bool Holds => Missing == 0 && Lost == 0 && After.Followers.All(f => f.Committed == f.Written + f.Rejected + f.Pending);

    /// <summary>For a person.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Text($"engine        received {Received} = committed {Committed} + duplicate {Duplicate} + quarantined {Quarantined} + discarded {Discarded}  {(Missing == 0 ? "holds" : $"MISSING {Missing}")}");
        yield return Lost == 0
            ? Text($"              acknowledged here {Acknowledged}: all known to the engine{(Received > Acknowledged ? Text($" (and {Received - Acknowledged} more)") : "")}")
            : Text($"              LOST {Lost} of {Acknowledged} readings that were acknowledged");
        foreach (var f in After.Followers)
        {
            var sum = f.Written + f.Rejected + f.Pending;
            yield return Text($"              {f.Name}: committed {f.Committed} = written {f.Written} + rejected {f.Rejected} + pending {f.Pending}  {(sum == f.Committed ? "holds" : Text($"MISSING {f.Committed - sum}"))}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
