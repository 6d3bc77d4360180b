using Rpm.Ingest.TimeSeries.Influx;
using Xunit;

namespace Rpm.Ingest.Tests.TimeSeries.Influx;

public sealed class InfluxOptionsTests
{
    private static readonly Uri Url = new("http://127.0.0.1:8086");

    [Fact]
    public void Validate_UsableSettings_HasNoFault()
    {
        Assert.Empty(new InfluxOptions().Validate());
        Assert.Empty(new InfluxOptions { Url = Url, Database = "rpm" }.Validate());
        Assert.Empty(new InfluxOptions { Url = Url, Database = "rpm", Username = "u", Password = "p" }.Validate());
        Assert.Empty(new InfluxOptions { Url = Url, Bucket = "rpm", Org = "o", Token = "t" }.Validate());
    }

    [Fact]
    public void Validate_SeveralFaults_NamesEachByItsKey()
    {
        Assert.Equal(["Rpm:Influx:Url"], Keys(new InfluxOptions { Database = "rpm" }));
        Assert.Equal(["Rpm:Influx:Url", "Rpm:Influx:Database"], Keys(new InfluxOptions { Url = new Uri("ftp://x") }));
        Assert.Equal(["Rpm:Influx:Bucket"], Keys(new InfluxOptions { Url = Url, Database = "a", Bucket = "b" }));
        Assert.Equal(["Rpm:Influx:Token", "Rpm:Influx:Org", "Rpm:Influx:Password"], Keys(new InfluxOptions { Url = Url, Database = "a", Token = "t", Org = "o", Username = "u" }));
        Assert.Equal(["Rpm:Influx:Org", "Rpm:Influx:Username", "Rpm:Influx:Token"], Keys(new InfluxOptions { Url = Url, Bucket = "b", Username = "u", Token = "a b" }));
        Assert.Equal(["Rpm:Influx:Url"], Keys(new InfluxOptions { Url = new Uri("http://user:pw@host"), Database = "a" }));
    }

    private static IEnumerable<string> Keys(InfluxOptions options) => options.Validate().Select(f => f.Key);
}
