using Rpm.Ingest.Mqtt;
using Xunit;

namespace Rpm.Ingest.Tests.Mqtt;

public sealed class MqttOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreFine() => Assert.Empty(new MqttOptions().Validate());

    [Theory, Trait("Control", "C-08")]
    [InlineData("0.0.0.0")]
    [InlineData("*")]
    [InlineData("192.0.2.1")]
    [InlineData("gateway.example")]
    public void Validate_BeyondLoopbackWithNothing_NamesTlsAndCredentials(string host) =>
        Assert.Equal(["Rpm:Mqtt:Tls:Certificate", "Rpm:Mqtt:Username"], new MqttOptions { Host = host }.Validate().Select(f => f.Key));

    [Fact, Trait("Control", "C-08")]
    public void Validate_BrokerBeyondLoopbackWithNothing_NamesTlsAndCredentials() =>
        Assert.Equal(["Rpm:Mqtt:Tls:Enabled", "Rpm:Mqtt:Username"], new MqttOptions { Mode = MqttMode.Broker, Host = "broker.example" }.Validate().Select(f => f.Key));

    [Fact, Trait("Control", "C-08")]
    public void Validate_BeyondLoopbackWithTlsAndCredentials_IsFine()
    {
        using var certificates = new Certificates();
        var options = new MqttOptions { Host = "0.0.0.0", Username = "gateway", Password = "secret", Tls = new MqttTlsOptions { Certificate = certificates.Certificate, Key = certificates.Key } };
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Validate_ManyFaults_TellsAllOfThem()
    {
        var options = new MqttOptions
        {
            Host = "",
            Port = 70_000,
            TopicPrefix = "rpm/#",
            Password = "secret",
            MaxPacketSize = 1,
            SubscriberQueue = 1,
            ReceiveMaximum = 0,
            Tls = new MqttTlsOptions { Key = "nowhere.pem" },
        };
        Assert.Superset(
            new HashSet<string>(["Host", "Port", "TopicPrefix", "Username", "MaxPacketSize", "SubscriberQueue", "ReceiveMaximum", "Tls:Certificate", "Tls:Key"]),
            options.Validate().Select(f => f.Key["Rpm:Mqtt:".Length..]).ToHashSet());
    }
}
