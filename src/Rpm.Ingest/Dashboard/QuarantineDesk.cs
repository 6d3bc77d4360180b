using System.Globalization;
using Rpm.Dashboard.Operations;
using Rpm.Dashboard.Patients;
using Rpm.Dashboard.Quarantine;
using Rpm.Ingest.Engine;
using Rpm.Ingest.Http;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Quarantine;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>The quarantine page, by the same door as the API.</summary>
internal sealed class QuarantineDesk(QuarantineStore store, IQuarantine door, EngineParts parts, TimeProvider clock) : IQuarantineDesk
{
    private const int MostCharacters = 2_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public IReadOnlyList<ReasonCount> Reasons() => store.CountReasons();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QuarantinedRow>> ListAsync(string? reason, string? device, long after, int take, CancellationToken cancellationToken)
    {
        if (!TryFilter(reason, device, out var filter))
        {
            return [];
        }

        return [.. (await door.ListAsync(filter with { After = after, Take = take }, cancellationToken)).Select(Row)];
    }

    /// <inheritdoc/>
    public async Task<ChangeResult> ReplayAsync(string? reason, string? device, IReadOnlyList<long>? ids, CancellationToken cancellationToken)
    {
        if (!TryFilter(reason, device, out var filter))
        {
            return ChangeResult.Refused("There is no such reason.");
        }

        try
        {
            var counts = await door.ReplayAsync(ids is null ? filter : new QuarantineFilter { Ids = ids }, cancellationToken);
            // What has left is still listed until the store has followed; the list is read next.
            await store.WaitForAsync(parts.Log.LastPosition, cancellationToken).WaitAsync(Patience, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new ChangeResult(true, string.Create(
                CultureInfo.InvariantCulture, $"Replayed {counts.Replayed}: {counts.Committed} committed, {counts.Duplicate} duplicate, {counts.Quarantined} still not usable."));
        }
        catch (IntakeStoppedException)
        {
            return ChangeResult.Refused("The journal takes nothing now. Nothing was changed: try again later.");
        }
    }

    private static bool TryFilter(string? reason, string? device, out QuarantineFilter filter)
    {
        filter = new QuarantineFilter { Device = device };
        if (reason is null)
        {
            return true;
        }

        var known = RejectReasons.TryParse(reason, out var parsed);
        filter = filter with { Reason = parsed };
        return known;
    }

    private static QuarantinedRow Row(QuarantineItem item)
    {
        var entry = item.Entry;
        var (text, base64) = PayloadText.Of(entry.Payload);
        var payload = text ?? base64 ?? "";
        return new QuarantinedRow(
            item.Id, entry.Received, RejectReasons.Code(entry.Reason), entry.Detail, entry.Device, entry.Topic, entry.Client,
            payload.Length > MostCharacters ? string.Create(CultureInfo.InvariantCulture, $"{payload[..MostCharacters]}… ({payload.Length} characters)") : payload,
            entry.PayloadAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"The payload stands at element {at}, of the same frame.") : null);
    }
}
