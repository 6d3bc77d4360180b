namespace Rpm.Ingest.Http;

/// <summary>What could not be used, kept until it is replayed or expires.</summary>
internal interface IQuarantine
{
    /// <summary>The elements that match, oldest first.</summary>
    Task<IReadOnlyList<QuarantineItem>> ListAsync(QuarantineFilter filter, CancellationToken cancellationToken);

    /// <summary>One element; null where there is none (it left, or never was).</summary>
    Task<QuarantineItem?> GetAsync(long id, CancellationToken cancellationToken);

    /// <summary>
    /// Sends the elements that match through decoding and attribution again. What passes is committed and leaves quarantine;
    /// the rest stays, each with its newest reason.
    /// </summary>
    Task<ReplayCounts> ReplayAsync(QuarantineFilter filter, CancellationToken cancellationToken);
}
