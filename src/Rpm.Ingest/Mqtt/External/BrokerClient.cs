using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Formatter;
using Polly;
using Polly.Retry;

namespace Rpm.Ingest.Mqtt.External;

/// <summary>How the engine connects to its broker: one place for address, TLS, credentials and back-off.</summary>
internal sealed class BrokerClient(MqttOptions options, MqttLog log, TimeProvider time)
{
    /// <summary>MQTTnet's 8,192 stalls to under 1,000 messages a second in some runs.</summary>
    private const int BufferSize = 262_144;

    /// <summary>Longest pause between two attempts to connect.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Tries again for ever, with growing and jittered pauses.</summary>
    public ResiliencePipeline Backoff { get; } = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(250),
            MaxDelay = LongestPause,
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not OperationCanceledException),
        })
        .Build();

    public IMqttClient Create() => new MqttClientFactory(log).CreateMqttClient();

    /// <summary>Options that every connection shares; a session that ends with its connection.</summary>
    public MqttClientOptionsBuilder Options(string clientId)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(clientId)
            .WithCleanStart()
            .WithTcpServer(options.Host, options.Port)
            .WithTcpServer(tcp => tcp.BufferSize = BufferSize)
            .WithTimeout(TimeSpan.FromSeconds(10))
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(15));
        if (options.Username is { } username)
            builder.WithCredentials(username, options.Password ?? "");
        if (options.UsesTls)
            builder.WithTlsOptions(ConfigureTls);
        return builder;
    }

    private void ConfigureTls(MqttClientTlsOptionsBuilder tls)
    {
        tls.UseTls().WithTargetHost(options.Host);
        if (options.Tls.Certificate is { } certificate)
            tls.WithClientCertificates([X509Certificate2.CreateFromPemFile(certificate, options.Tls.Key)]);
        if (options.Tls.Authority is { } authority)
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(authority);
            tls.WithTrustChain(chain).WithRevocationMode(X509RevocationMode.NoCheck);
        }
    }
}
