using Rpm.Ingest.Http;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Quarantine;
using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Engine;

/// <summary>
/// Erases a patient: what lies in quarantine is discarded (and counted so), the erasure goes into the journal, and from there every
/// follower obeys. What only memory holds goes last.
/// </summary>
internal sealed class PatientErasure(EngineParts parts, RegistryCommands commands, QuarantineDoor quarantine, RecentFrames recent, TimeProvider clock) : IPatientErasure
{
    /// <summary>How long the stores of the engine are waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public async Task<(RegistryResult Result, bool Complete)> EraseAsync(string patient, string by, string reason, CancellationToken cancellationToken)
    {
        var enrolments = parts.Registry.Current.EnrolmentsOfPatient(patient);
        var position = 0L;
        var result = await commands.EraseAsync(patient, by, reason, p => position = p, cancellationToken);
        if (result.Outcome != RegistryOutcome.Done)
        {
            return (result, false);
        }

        // Not to be cancelled: a caller that has gone has asked for it all the same.
        await quarantine.DiscardAsync(enrolments, CancellationToken.None);
        recent.Erase([.. enrolments.Select(e => e.Device).Distinct(StringComparer.Ordinal)]);
        return (result, await ObeyedAsync(position));
    }

    private async Task<bool> ObeyedAsync(long position)
    {
        var began = clock.GetTimestamp();
        while (parts.Pumps.Any(p => p.Follower.Embedded && p.Progress.Cursor < position))
        {
            if (clock.GetElapsedTime(began) > Patience)
            {
                return false;
            }

            await Task.Delay(Look, clock);
        }

        return true;
    }
}
