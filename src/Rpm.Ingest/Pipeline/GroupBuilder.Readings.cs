using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>What becomes of one reading: committed, duplicate or quarantined, and whose it is.</summary>
internal sealed partial class GroupBuilder
{
    private Fate Decide(ReadingBatch batch, int place, FrameItem item, out Rejection? rejection)
    {
        ref readonly var reading = ref batch.Readings[place];
        if (batch.Parts.Count == 0 || batch.PartAt(place) is not { } part)
        {
            return item.DryRun ? Judge(in reading, out rejection) : Take(in reading, item.Frame, out rejection);
        }

        // What stands for itself since nothing came in time does not become a part afterwards.
        var (whole, id) = (part.Complete(in reading), part.WholeId);
        var known = _check.Judge(in reading).Fate == Fate.Duplicate;
        var completes = !known && _check.HasWhole(in whole, in id);
        var until = item.Frame.Waits ?? (item.Frame.Source == FrameSource.Replay ? item.Frame.Received : _at) + part.Within;
        if (!known && !completes && _at < until && IsSomebodys(in reading, item.DryRun, out rejection))
        {
            var detail = $"kept until the {Kinds.Name(part.Whole)} of this time comes; from {until} on it stands for itself";
            rejection = Reject(in reading, RejectReason.Waiting, detail) with { Waits = until };
            return Fate.Waiting;
        }

        ref readonly var taken = ref completes ? ref whole : ref reading;
        return item.DryRun ? Judge(in taken, out rejection) : Take(in taken, item.Frame, out rejection);
    }

    /// <summary>Whether it could be taken now. Nothing waits that could not.</summary>
    private bool IsSomebodys(in Reading reading, bool dryRun, out Rejection? rejection) =>
        IsFromItsGateway(in reading, out rejection)
        && ((options.AutoEnrol && dryRun && !EnginePatient.Is(reading.Device)) || Attribute(in reading, out rejection) is not null);

    private Fate Take(in Reading reading, Frame frame, out Rejection? rejection)
    {
        rejection = null;
        var verdict = _check.Judge(in reading);
        if (verdict.Fate == Fate.Duplicate)
        {
            return Fate.Duplicate;
        }

        if (!IsFromItsGateway(in reading, out rejection))
        {
            return Fate.Unattributed;
        }

        if (verdict.Fate == Fate.Conflict)
        {
            rejection = Reject(in reading, RejectReason.ConflictingDuplicate, "another reading with this identity and other content is stored");
            return Fate.Conflict;
        }

        var patient = Attribute(in reading, out rejection);
        if (patient is null)
        {
            return Fate.Unattributed;
        }

        if (!IsWithinRate(in reading, frame))
        {
            rejection = Reject(in reading, RejectReason.RateLimited, "more readings than this device or publisher may bring in; the rest is kept here and can be replayed");
            return Fate.RateLimited;
        }

        _check.Stage(in reading, verdict.Ordinal);
        ref var committed = ref Next();
        committed = new CommittedReading
        {
            Position = ++_nextPosition,
            Received = frame.Received,
            Patient = patient,
            Ordinal = verdict.Ordinal,
            Reading = reading,
        };
        JournalCodec.Write(_body, in committed, _at);
        return Fate.Committed;
    }

    /// <summary>A repeated reading costs nothing, and a person who replays the quarantine knows what they do. A dry run is not charged.</summary>
    private bool IsWithinRate(in Reading reading, Frame frame) =>
        frame.Source == FrameSource.Replay
        || (_devices.TryTake(reading.Device, _at) && (frame.Source != FrameSource.Mqtt || _publishers.TryTake(frame.Client, _at)));

    private Fate Judge(in Reading reading, out Rejection? rejection)
    {
        var verdict = _check.Judge(in reading);
        if (verdict.Fate != Fate.Duplicate && !IsFromItsGateway(in reading, out rejection))
        {
            return Fate.Unattributed;
        }

        rejection = verdict.Fate == Fate.Conflict
            ? Reject(in reading, RejectReason.ConflictingDuplicate, "another reading with this identity and other content is stored")
            : null;
        if (verdict.Fate != Fate.Committed)
        {
            return verdict.Fate;
        }

        if (!(options.AutoEnrol && !EnginePatient.Is(reading.Device) && !_next.Devices.ContainsKey(reading.Device)) && Attribute(in reading, out rejection) is null)
        {
            return Fate.Unattributed;
        }

        // What stands twice in the frame is a duplicate in a dry run too; the frame's end takes it back.
        _check.Stage(in reading, verdict.Ordinal);
        return Fate.Committed;
    }

    /// <summary>
    /// A gateway with somebody else's device would bring that device's readings to whoever has the other one. Asked after the duplicates: what a
    /// gateway repeats after its device was handed on is stored already.
    /// </summary>
    private bool IsFromItsGateway(in Reading reading, out Rejection? rejection)
    {
        rejection = _gateway is { } gateway && !GatewayRule.MaySpeak(gateway, reading.Device, _next)
            ? Reject(in reading, RejectReason.UnknownDevice, $"the device is not registered to gateway {gateway}, through which this came")
            : null;
        return rejection is null;
    }

    private string? Attribute(in Reading reading, out Rejection? rejection)
    {
        rejection = null;
        if (_attribution.Find(in reading, _next) is { } patient)
        {
            return patient;
        }

        if (_next.Devices.ContainsKey(reading.Device))
        {
            rejection = Reject(in reading, RejectReason.NotEnrolled, "nobody was enrolled with this device at the time of measurement");
            return null;
        }

        if (!options.AutoEnrol || EnginePatient.Is(reading.Device) || _next.Erased.ContainsKey(reading.Device))
        {
            rejection = Reject(in reading, RejectReason.UnknownDevice, "no such device is registered");
            return null;
        }

        AutoEnrol(reading.Device);
        return _attribution.Find(in reading, _next);
    }

    private void AutoEnrol(string device)
    {
        Append(new DevicePut(new Device { Id = device }, AutoEnrolled));
        if (!_next.Patients.ContainsKey(device))
        {
            Append(new PatientPut(new Patient { Id = device }, AutoEnrolled));
        }

        Append(new EnrolmentPut(new Enrolment("auto-" + device, device, device, null, Instant.Min, Instant.Max), null, AutoEnrolled, null));
    }

    private static Rejection Reject(in Reading reading, RejectReason reason, string detail) =>
        new(0, reason, detail, reading.Device, reading.Kind, reading.Time, reading.Id.IsEmpty ? null : reading.Id.ToString());
}
