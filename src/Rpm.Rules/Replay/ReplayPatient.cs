using Rpm.Rules.Monitoring;
using Rpm.Rules.Plans;

namespace Rpm.Rules.Replay;

/// <summary>A patient and what was measured of it.</summary>
/// <param name="Readings">In the order of their arrival; <see cref="JudgedReading.Received"/> is taken for the time of judging.</param>
public sealed record ReplayPatient(PatientContext Patient, IReadOnlyList<JudgedReading> Readings);
