using System.Text;

namespace Rpm.Telemetry.Tests;

public sealed class DeviceDirectoryTests
{
    [Theory]
    [InlineData("cuff-1")]
    [InlineData("Waage Küche 7")]
    [InlineData("😀")]
    public void Intern_OfBytesAndText_IsOneString(string name)
    {
        var devices = new DeviceDirectory();
        var first = devices.Intern(Encoding.UTF8.GetBytes(name));
        Assert.Equal(name, first);
        Assert.Same(first, devices.Intern(Encoding.UTF8.GetBytes(name)));
        Assert.Same(first, devices.Intern(name.AsSpan()));
    }

    [Fact]
    public void Intern_BeyondCapacity_StillNamesTheDevice()
    {
        var devices = new DeviceDirectory(capacity: 2);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal($"d{i}", devices.Intern(Encoding.UTF8.GetBytes($"d{i}")));
        }

        Assert.Same(devices.Intern("d1"u8), devices.Intern("d1"u8));
        Assert.NotSame(devices.Intern("d9"u8), devices.Intern("d9"u8));
    }

    [Fact]
    public void Intern_OfLongName_IsTheName()
    {
        var name = new string('x', 1000);
        Assert.Equal(name, new DeviceDirectory().Intern(name.AsSpan()));
    }
}
