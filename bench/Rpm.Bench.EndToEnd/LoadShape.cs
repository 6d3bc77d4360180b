namespace Rpm.Bench.EndToEnd;

/// <summary>How many connections, and how many publishes may be out on each.</summary>
internal sealed record LoadShape(int Connections, int Window);
