using Rpm.Ingest.Security;
using Xunit;

namespace Rpm.Ingest.Tests.Security;

public sealed class AdminTokenFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rpm-token-");

    private string File => Path.Combine(_folder.FullName, "admin-token");

    [Fact]
    [Trait("Control", "C-71")]
    public void OpenOrCreate_FirstStart_MakesATokenThatOnlyTheOwnerReads()
    {
        var (token, created) = AdminTokenFile.OpenOrCreate(_folder.FullName);

        Assert.True(created);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", token);
        Assert.Equal(token, System.IO.File.ReadAllText(File).Trim());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public void OpenOrCreate_SecondStart_KeepsIt()
    {
        var (first, _) = AdminTokenFile.OpenOrCreate(_folder.FullName);

        Assert.Equal((first, false), AdminTokenFile.OpenOrCreate(_folder.FullName));
    }

    [Fact]
    public void OpenOrCreate_FileOpenToOthers_IsClosed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        AdminTokenFile.OpenOrCreate(_folder.FullName);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        AdminTokenFile.OpenOrCreate(_folder.FullName);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void OpenOrCreate_EmptyFile_IsRefused()
    {
        System.IO.File.WriteAllText(File, "\n");

        Assert.Throws<InvalidDataException>(() => AdminTokenFile.OpenOrCreate(_folder.FullName));
    }

    [Fact]
    public void Match_TellsRolesApart_AndNothingElseOpens()
    {
        var tokens = new AccessTokens("admin-token-of-a-test", "ingest-token-of-a-test");

        Assert.Equal(AccessRole.Admin, tokens.Match("admin-token-of-a-test"));
        Assert.Equal(AccessRole.Ingest, tokens.Match("ingest-token-of-a-test"));
        Assert.Null(tokens.Match(""));
        Assert.Null(tokens.Match("admin-token-of-a-tesT"));
        Assert.Null(new AccessTokens("admin-token-of-a-test", null).Match(""));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
