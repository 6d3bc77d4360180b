using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>That a stored reading was withdrawn, when and why.</summary>
internal sealed record Withdrawal(Instant At, string Reason, string By);
