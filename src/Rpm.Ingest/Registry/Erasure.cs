using Rpm.Telemetry;

namespace Rpm.Ingest.Registry;

/// <summary>What stays of an erased patient: the identifier, when, by whom and why. It keeps a replay, and a registry file, from bringing the patient back.</summary>
/// <param name="Position">Journal position of the erasure: what lies before it is skipped by whoever reads the journal again.</param>
/// <param name="Enrolments">
/// Which readings went (devices and spans, no name): a sink that comes to the erasure when the journal no longer holds it must still obey.
/// </param>
internal sealed record Erasure(string Patient, Instant At, string By, string Reason, long Position, IReadOnlyList<Enrolment> Enrolments);
