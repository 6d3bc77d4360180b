using CsCheck;
using Rpm.Ingest.Duplicates;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Pipeline;

/// <summary>The conservation law, for any frames, replays and failed commits.</summary>
public class GroupBuilderLawTests
{
    private static readonly string[] Devices = ["known", "other", "stranger"];

    /// <summary>A reading of few devices, times, values and ids, so that duplicates and conflicts are common; or an undecodable element.</summary>
    private static readonly Gen<string> Element = Gen.Frequency(
        (1, Gen.Const("!")),
        (6, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 1], Gen.Int[0, 4]).Select((d, t, v, i) => $"{Devices[d]} {t} {v}{(i < 2 ? $" id={i}" : i == 2 ? " seq=1" : "")}")));

    private enum Act
    {
        Send,
        Replay,
        Expire,
        Probe,
        DryRun,
        Enrol,
    }

    private static readonly Gen<(Act Act, string[] Elements, int Which, bool Fails)[]> Stream = Gen.Select(
        Gen.Frequency((8, Gen.Const(Act.Send)), (4, Gen.Const(Act.Replay)), (1, Gen.Const(Act.Expire)), (1, Gen.Const(Act.Probe)), (1, Gen.Const(Act.DryRun)), (1, Gen.Const(Act.Enrol))),
        Element.Array[1, 5], Gen.Int[0, 1000], Gen.Int[0, 4].Select(i => i == 0)).Array[1, 60];

    [Fact]
    [Trait("Control", "C-13")]
    public void AnyFrames_AfterEveryCommit_EveryReadingIsAccountedFor() => Stream.Sample(stream =>
    {
        var folder = Directory.CreateTempSubdirectory("rpm-law-").FullName;
        using var duplicates = new DuplicateIndex(folder);
        var registry = RegistrySnapshot.Empty.With(new Device { Id = "known" }).With(new Device { Id = "other" })
            .With(new Enrolment("1", "anna", "known", null, new Instant(0), new Instant(3)));
        var builder = new GroupBuilder(registry, duplicates, new CommitOptions(), 0, default);
        var quarantine = new Dictionary<long, Quarantined>();
        var (received, committed, id) = (0L, 0L, 0L);
        foreach (var (act, elements, which, fails) in stream)
        {
            var before = builder.Balance;
            builder.Begin(new Instant(1));
            var item = Add(builder, act, elements, quarantine, which);
            var sealedBalance = builder.Seal().Balance;
            if (fails)
            {
                builder.RolledBack();
                Assert.Equal(before, builder.Balance);
                continue;
            }

            var group = builder.Committed(++id);
            received += act == Act.Send ? elements.Length : 0;
            committed += group.Readings.Length;
            byte[] payload = [];
            foreach (var entry in group.Entries.OfType<Quarantined>())
            {
                payload = entry.PayloadAt is null ? entry.Payload : payload;
                quarantine.Add(entry.Position, entry with { Payload = payload, Position = entry.Position });
            }

            foreach (var entry in group.Entries.OfType<QuarantineReleased>())
            {
                Assert.True(quarantine.Remove(entry.Quarantine));
            }

            Assert.Equal(sealedBalance, group.Balance);
            Assert.Equal(0, group.Balance.Missing);
            Assert.Equal((received, committed, quarantine.Count), (group.Balance.Received, group.Balance.Committed, group.Balance.Quarantined));
            if (item?.Outcome is { } outcome)
            {
                Assert.Equal(outcome.Received, outcome.Committed + outcome.Duplicate + outcome.Quarantined.Count);
            }
        }

        Directory.Delete(folder, recursive: true);
    }, iter: 300, threads: 1);

    private static FrameItem? Add(GroupBuilder builder, Act act, string[] elements, Dictionary<long, Quarantined> quarantine, int which)
    {
        switch (act)
        {
            case Act.Replay or Act.Expire when quarantine.Count > 0:
                var entry = quarantine.Values.OrderBy(q => q.Position).ElementAt(which % quarantine.Count);
                if (act == Act.Expire)
                {
                    builder.Add(new EntriesItem([new QuarantineReleased(entry.Position, QuarantineEnding.Discarded)]));
                    return null;
                }

                return Add(builder, new Frame
                {
                    Source = FrameSource.Replay,
                    Topic = entry.Topic,
                    Client = entry.Client,
                    Payload = entry.Payload,
                    Received = entry.Received,
                    QuarantineId = entry.Position,
                    ReplayIndex = entry.Index,
                });
            case Act.Enrol:
                var from = new Instant(which % 4);
                builder.Add(new EntriesItem([new EnrolmentPut(new Enrolment("2", "bert", "other", null, from, Instant.Max), null, "t", null)]));
                return null;
            case Act.Probe:
                return Add(builder, Frame(["known 1 1"], FrameSource.Synthetic));
            case Act.Send or Act.DryRun:
                return Add(builder, Frame(elements, FrameSource.Mqtt), dryRun: act == Act.DryRun);
            default:
                return null;
        }
    }

    private static FrameItem Add(GroupBuilder builder, Frame frame, bool dryRun = false)
    {
        var batch = new ReadingBatch();
        new LineDecoder().Decode(frame, batch);
        var item = new FrameItem(frame, batch, dryRun);
        builder.Add(item);
        return item;
    }

    private static Frame Frame(string[] elements, FrameSource source) => new()
    {
        Source = source,
        Topic = "up/gw/batch",
        Client = "gw",
        Payload = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', elements)),
        Received = new Instant(1),
    };
}
