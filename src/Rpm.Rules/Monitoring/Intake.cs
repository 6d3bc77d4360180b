using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// The stream of what became of a device's readings at the door. Only devices of which something was refused have one, and what was taken
/// is put into it only while that matters.
/// </summary>
internal static class Intake
{
    public static void Refused(in Turn turn, string device, RejectReason reason, Instant received, long position)
    {
        if (turn.Plan.Of(Streams.Intake).Rules.Length > 0)
        {
            Judging.Take(
                turn, turn.Plan.Of(Streams.Intake), turn.State.SeriesOf(turn, device, Streams.Intake, turn.State.IsTestOnly(device)),
                new Sample { Time = received, Received = received, Position = position, Refused = reason, Paused = turn.Now < turn.State.PausedUntil });
        }
    }

    public static void Taken(in Turn turn, in JudgedReading judged)
    {
        if (turn.State.Find(judged.Reading.Device, Streams.Intake, judged.Reading.IsTest) is not { TrackCount: > 0 } series)
        {
            return;
        }

        Judging.Take(turn, turn.Plan.Of(Streams.Intake), series, new Sample { Time = judged.Received, Received = judged.Received, Position = judged.Position });
    }
}
