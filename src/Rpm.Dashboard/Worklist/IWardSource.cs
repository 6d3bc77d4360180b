namespace Rpm.Dashboard.Worklist;

/// <summary>Where the worklist gets the ward from. Every answer is whole and of one moment.</summary>
public interface IWardSource
{
    /// <summary>The ward as it stands, not older than a quarter of a second.</summary>
    Ward Read();

    /// <summary>Ends soon after an alert changed, and in any case after a second, when values may have.</summary>
    Task WaitAsync(Ward seen, CancellationToken cancellationToken);
}
