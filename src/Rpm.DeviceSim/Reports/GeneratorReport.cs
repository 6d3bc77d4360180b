namespace Rpm.DeviceSim.Reports;

/// <summary>What the generator itself took: where it is slow, the target was not measured.</summary>
/// <param name="CpuSeconds">Processor time of its process during the run.</param>
/// <param name="CpuMicrosecondsPerFrame">The same for each frame.</param>
/// <param name="SendLag">From the scheduled time to the hand-over to the socket.</param>
internal sealed record GeneratorReport(int Generators, double CpuSeconds, double CpuMicrosecondsPerFrame, LatencyReport? SendLag);
