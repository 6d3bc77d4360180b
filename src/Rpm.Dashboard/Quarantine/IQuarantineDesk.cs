using Rpm.Dashboard.Patients;

namespace Rpm.Dashboard.Quarantine;

/// <summary>What could not be used, for those who mend the cause.</summary>
public interface IQuarantineDesk
{
    /// <summary>How many are there for each reason, most first.</summary>
    IReadOnlyList<Operations.ReasonCount> Reasons();

    /// <summary>A page of elements, oldest first, behind an id; null = of any reason, of any device.</summary>
    Task<IReadOnlyList<QuarantinedRow>> ListAsync(string? reason, string? device, long after, int take, CancellationToken cancellationToken);

    /// <summary>Sends elements through decoding and attribution again; null ids = whatever matches.</summary>
    Task<ChangeResult> ReplayAsync(string? reason, string? device, IReadOnlyList<long>? ids, CancellationToken cancellationToken);
}
