using System.Buffers;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

public sealed partial class SilenceGroups
{
    // 1: the first.
    private const byte FormatVersion = 1;

    /// <summary>Writes everything; <see cref="Read"/> makes the same of it, in this version and later ones.</summary>
    public void Write(IBufferWriter<byte> buffer)
    {
        var to = new StateWriter(buffer);
        to.Byte(FormatVersion);
        to.Byte(PatientState.FormatVersion); // in which alerts are written
        to.Time(_now);
        to.Number(_least);
        to.Number(_waiting.Count);
        foreach (var member in _waiting)
        {
            Write(to, member);
        }

        to.Number(_groups.Count);
        foreach (var group in _groups)
        {
            Write(to, group.Alert);
            to.Number(group.Alert.Members.Count);
            foreach (var listed in group.Alert.Members)
            {
                to.Text(listed.Alert);
                to.Text(listed.Patient);
                to.Text(listed.Device);
                to.Byte((byte)(listed.Kind ?? 0));
                to.Time(listed.Since);
                to.Time(listed.Heard);
            }

            to.Time(group.RefreshDue);
            to.Time(group.DissolveDue);
            to.Number(group.Members.Count);
            foreach (var member in group.Members)
            {
                Write(to, member);
            }
        }
    }

    /// <summary>Reads what was written; nothing written = nothing held back.</summary>
    /// <exception cref="InvalidDataException">The bytes are cut short, damaged, or of a later version than this program knows.</exception>
    public static SilenceGroups Read(ReadOnlySpan<byte> bytes)
    {
        var groups = new SilenceGroups();
        if (bytes.IsEmpty)
        {
            return groups;
        }

        var from = new StateReader(bytes);
        var version = from.Byte();
        if (version is 0 or > FormatVersion)
        {
            throw new InvalidDataException($"The silence groups have format {version}; this program reads up to {FormatVersion}. Use the newer program.");
        }

        var alerts = from.Byte();
        if (alerts is 0 or > PatientState.FormatVersion)
        {
            throw new InvalidDataException($"The alerts of silence groups have format {alerts}; this program reads up to {PatientState.FormatVersion}. Use the newer program.");
        }

        (groups._now, groups._least) = (from.Time(), (int)from.Number());
        for (var left = from.Count(); left > 0; left--)
        {
            groups._waiting.AddLast(groups.ReadMember(ref from, alerts));
        }

        for (var left = from.Count(); left > 0; left--)
        {
            var group = new SilenceGroup(ReadAlert(ref from, alerts) with { Members = ReadListed(ref from) }) { RefreshDue = from.Time(), DissolveDue = from.Time() };
            groups._groups.Add(group);
            for (var members = from.Count(); members > 0; members--)
            {
                group.Add(groups.ReadMember(ref from, alerts));
            }
        }

        return from.AtEnd ? groups : throw new InvalidDataException("Behind the silence groups there is something else.");
    }

    private static void Write(in StateWriter to, Alert alert) => AlertCodec.Write(to, new OpenAlert(alert, ""));

    private static Alert ReadAlert(ref StateReader from, byte format) => AlertCodec.Read(ref from, format).Alert;

    private static void Write(in StateWriter to, SilentMember member)
    {
        to.Time(member.Due);
        to.Number(member.Kept.Count);
        foreach (var change in member.Kept)
        {
            to.Byte((byte)change.Kind);
            Write(to, change.Alert);
        }
    }

    private SilentMember ReadMember(ref StateReader from, byte format)
    {
        var member = new SilentMember(from.Time());
        for (var left = from.Count(); left > 0; left--)
        {
            member.Kept.Add(new AlertChange((AlertChangeKind)from.Byte(), ReadAlert(ref from, format)));
        }

        if (member.Kept.Count == 0)
        {
            throw new InvalidDataException("A silent device has no alert.");
        }

        _members.Add(member.Alert.Id, member);
        return member;
    }

    private static AlertMember[] ReadListed(ref StateReader from)
    {
        var listed = new AlertMember[from.Count()];
        for (var i = 0; i < listed.Length; i++)
        {
            listed[i] = new AlertMember(
                from.Text(), from.Text(), from.OptionalText(), from.Byte() is var kind and not 0 ? (Kind)kind : null, from.Time(), from.OptionalTime());
        }

        return listed;
    }
}
