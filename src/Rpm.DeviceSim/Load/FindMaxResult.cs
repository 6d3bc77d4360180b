using System.Globalization;
using Rpm.DeviceSim.Reports;

namespace Rpm.DeviceSim.Load;

/// <summary>What <c>--find-max</c> found.</summary>
/// <param name="Rate">The highest rate that held, readings a second; null = none did.</param>
/// <param name="Ceiling">Readings a second acknowledged when everything is sent that gets an answer.</param>
/// <param name="CpuMicrosecondsPerFrame">What the generator itself took there for each message, CONNECT and making packets apart.</param>
/// <param name="P99Limit">Milliseconds.</param>
internal sealed record FindMaxResult(
    double? Rate, double Ceiling, double CpuMicrosecondsPerFrame, double P99Limit, double TrialSeconds, RunTarget Target, IReadOnlyList<RateTrial> Trials, string? Failure, bool Interrupted, string Command)
{
    /// <summary>For a person.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Text($"target        {Target.Broker}, MQTT {Target.Mqtt}, QoS {Target.Qos}, {Target.Format}, {Target.Devices} devices over {Target.Connections} connections");
        yield return Text($"ceiling       {Ceiling:f0}/s acknowledged when all is sent that gets an answer (closed loop); the generator took {CpuMicrosecondsPerFrame:f2} µs of CPU a message");
        foreach (var t in Trials.OrderBy(t => t.PerSecond))
        {
            yield return Text($"  {(t.Held ? "held" : "NOT"),-5} {t.PerSecond,9:f0}/s wanted, {t.Reached,9:f0}/s reached, p99 {t.P99:f1} ms");
        }

        yield return Rate is { } rate
            ? Text($"top rate      {rate:f0}/s for {TrialSeconds:0.#} s with p99 up to {P99Limit:0.#} ms (found to {100 * RateSearch.Precision:0} %)")
            : Text($"top rate      none held with p99 up to {P99Limit:0.#} ms");
        yield return $"repeat        {Command}";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
