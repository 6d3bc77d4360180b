using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>An element that was kept in quarantine: its place in the array (-1 = the body itself), the reject code, and what was wrong.</summary>
internal sealed record QuarantinedAnswer(int Index, string Reason, string Detail)
{
    public static QuarantinedAnswer From(Rejection rejection) => new(rejection.Index, RejectReasons.Code(rejection.Reason), rejection.Detail);
}
