namespace Rpm.EndToEnd.Tests;

/// <summary>A reading that was handed to a publisher.</summary>
internal readonly record struct Sent(DateTimeOffset Time, double Value);
