using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>What one shift tells the next.</summary>
public sealed record HandoverNote(Instant At, string By, string Text);
