namespace Rpm.Ingest.Http.Ward;

/// <summary>What the page shows: every patient's newest values and open alerts, all of one moment.</summary>
internal interface IWardView
{
    ValueTask<WardSnapshot> ReadAsync(CancellationToken cancellationToken);
}
