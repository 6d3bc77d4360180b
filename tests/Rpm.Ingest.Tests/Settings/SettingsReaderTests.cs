using CsCheck;
using Microsoft.Extensions.Configuration;
using Rpm.Ingest.Settings;
using Xunit;

namespace Rpm.Ingest.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_Nothing_GivesTheContractsDefaults()
    {
        var (options, faults) = Read();

        Assert.Empty(faults);
        Assert.Equal("./data", options!.DataDirectory);
        Assert.Equal(("127.0.0.1", 8080), (options.Http.Host, options.Http.Port));
        Assert.Equal(TimeSpan.FromDays(400), options.Readings.MaxAge);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Readings.MaxFuture);
        Assert.False(options.Registry.AutoEnrol);
        Assert.False(options.AllowTest);
    }

    [Fact]
    public void Read_SeveralFaults_ReportsAllWithTheirFullKeys()
    {
        var (options, faults) = Read(
            ("Rpm:Http:Port", "eighty"), ("Rpm:Readings:MaxAge", "5"), ("Rpm:AllowTest", "maybe"), ("Rpm:Journal:MaxSize", "4XB"),
            ("Rpm:Intake:QueueLength", "1"), ("Rpm:Registry:Path", "no/such/file.yaml"));

        Assert.Null(options);
        Assert.Equal(
            ["Rpm:AllowTest", "Rpm:Http:Port", "Rpm:Intake:QueueLength", "Rpm:Journal:MaxSize", "Rpm:Readings:MaxAge", "Rpm:Registry:Path"],
            faults.Select(f => f.Key).Order(StringComparer.Ordinal));
        var message = SettingsReader.Message(faults);
        Assert.StartsWith("6 settings are wrong:", message, StringComparison.Ordinal);
        Assert.All(faults, f => Assert.Contains(f.Key, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Rpm:Http:Prot", "Rpm:Http:Port")]
    [InlineData("Rpm:Htpp:Port", "Rpm:Http")]
    [InlineData("Rpm:Registry:AutoEnroll", "Rpm:Registry:AutoEnrol")]
    [InlineData("Rpm:Mqt:Port", "Rpm:Mqtt")]
    public void Read_UnknownKey_SuggestsTheNearest(string key, string meant)
    {
        var fault = Assert.Single(Read((key, "1")).Faults);

        Assert.Contains($"Did you mean {meant}?", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeyOfAnotherPart_IsCheckedAgainstItsType()
    {
        var (_, faults) = ReadWith([new SettingsSection("Other", typeof(HttpOptions))], ("Rpm:Other:Port", "1"), ("Rpm:Other:Tls:Kee", "x"));

        Assert.Equal("Rpm:Other:Tls:Kee", Assert.Single(faults).Key);
    }

    [Fact]
    [Trait("Control", "C-71")]
    public void Read_BeyondLoopback_NamesEverythingThatIsMissing()
    {
        var (_, faults) = Read(("Rpm:Http:Host", "0.0.0.0"));

        Assert.Equal(
            ["Rpm:Http:Tls:Certificate", "Rpm:Http:Tls:Key", "Rpm:Security:AdminToken"], faults.Select(f => f.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1", null, null, true)]
    [InlineData("localhost", "Embedded", "::1", true)]
    [InlineData("127.0.0.1", "Embedded", "0.0.0.0", false)]
    [InlineData("127.0.0.1", "Broker", "broker.example", true)]
    public void Read_AutoEnrol_OnlyWhileEveryListenerIsOnLoopback(string http, string? mode, string? mqtt, bool possible)
    {
        var (_, faults) = Read(("Rpm:Registry:AutoEnrol", "true"), ("Rpm:Http:Host", http), ("Rpm:Mqtt:Mode", mode), ("Rpm:Mqtt:Host", mqtt));

        Assert.Equal(possible, faults.Count == 0);
    }

    [Fact]
    public void Read_BadToken_DoesNotRepeatIt()
    {
        var (_, faults) = Read(("Rpm:Security:AdminToken", "hunter2"));

        Assert.DoesNotContain("hunter2", SettingsReader.Message(faults), StringComparison.Ordinal);
        Assert.Equal("Rpm:Security:AdminToken", Assert.Single(faults).Key);
    }

    [Fact]
    public void Read_SameTokenTwice_IsAFault() =>
        Assert.Equal("Rpm:Security:IngestToken", Assert.Single(
            Read(("Rpm:Security:AdminToken", "0123456789abcdef"), ("Rpm:Security:IngestToken", "0123456789abcdef")).Faults).Key);

    [Fact]
    public void Read_DemoDefaults_AreValidAndAllowTest()
    {
        var (options, faults) = Read(DemoDefaults.Values.Select(v => (v.Key, v.Value)).ToArray());

        Assert.Empty(faults);
        Assert.True(options!.AllowTest && options.Registry.AutoEnrol);
    }

    [Theory]
    [InlineData("00:05:00", 300)]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("400d", 34560000)]
    [InlineData("250ms", 0.25)]
    public void Duration_Forms_AreRead(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5m")]
    [InlineData("5 m")]
    [InlineData("m")]
    [InlineData("5x")]
    [InlineData("-00:05:00")]
    [InlineData("99999999999999999999d")]
    public void Duration_OtherForms_AreRefused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void Duration_Formatted_ReadsBackTheSame() => Check.Sample(
        Gen.Long[0, 400L * 86_400_000].Select(ms => TimeSpan.FromMilliseconds(ms)),
        d => Durations.TryParse(Durations.Format(d), out var read) && read == d);

    [Theory]
    [InlineData("65536", 65536)]
    [InlineData("64KiB", 65536)]
    [InlineData("64 KB", 65536)]
    [InlineData("1.5G", 1610612736)]
    public void ByteSize_Forms_AreRead(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal(bytes, size.Bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("KiB")]
    [InlineData("-1")]
    [InlineData("5XB")]
    public void ByteSize_OtherForms_AreRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    private static (RpmOptions? Options, IReadOnlyList<SettingFault> Faults) Read(params (string Key, string? Value)[] values) =>
        SettingsReader.Read(Configuration(values));

    private static (RpmOptions? Options, IReadOnlyList<SettingFault> Faults) ReadWith(SettingsSection[] elsewhere, params (string Key, string? Value)[] values) =>
        SettingsReader.Read(Configuration(values), elsewhere);

    private static IConfigurationRoot Configuration((string Key, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value)).Build();
}
