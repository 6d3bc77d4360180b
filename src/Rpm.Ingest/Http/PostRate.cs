using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Settings;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>
/// The rate limit of a publisher for posts. How many readings a post holds is known only when it was decoded: it is charged then, and
/// the next one waits (429) until the debt is paid. So a post is taken whole or not at all.
/// </summary>
internal sealed class PostRate(RpmOptions options, TimeProvider time)
{
    private readonly RateGate _gate = new(options.Intake.PublisherLimit);
    private readonly Lock _one = new();

    /// <summary>How long the client must wait before its next post; zero = it may post now.</summary>
    public TimeSpan Wait(string client)
    {
        lock (_one)
        {
            return _gate.Wait(client, Instant.From(time.GetUtcNow()));
        }
    }

    /// <summary>Charges what a post held.</summary>
    public void Charge(string client, int readings)
    {
        lock (_one)
        {
            _gate.Charge(client, readings, Instant.From(time.GetUtcNow()));
        }
    }
}
