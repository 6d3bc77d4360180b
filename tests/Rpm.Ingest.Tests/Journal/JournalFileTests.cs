using Rpm.Ingest.Journal;
using Rpm.Ingest.Storage;

namespace Rpm.Ingest.Tests.Journal;

public sealed class JournalFileTests : IDisposable
{
    private readonly JournalFixture _journal = new();

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void Trim_Everything_KeepsTheNewestRow()
    {
        JournalGroup[] groups = [_journal.Groups.Commit(2), _journal.Groups.Commit(2), _journal.Groups.Commit(2), _journal.Groups.Commit(2)];
        var last = groups[^1];
        Assert.Equal(3, _journal.File.Trim(long.MaxValue, 100));
        _journal.Reopen();
        Assert.Equal((last.Id, last.Last, last.Balance), (_journal.Log.LastGroup, _journal.Log.LastPosition, _journal.Log.Balance));
        Assert.Equal(last.First, _journal.File.FirstPosition());
    }

    [Fact]
    public void Trim_InTheMiddleOfAGroup_KeepsThatGroup()
    {
        _journal.Groups.Commit(2);
        _journal.Groups.Commit(2);
        _journal.Groups.Commit(2);
        Assert.Equal(1, _journal.File.Trim(3, 100));
        Assert.Equal(3, _journal.File.FirstPosition());
    }

    [Fact]
    public void Trim_More_TakesTheOldestFirst()
    {
        for (var i = 0; i < 5; i++)
        {
            _journal.Groups.Commit(1);
        }

        Assert.Equal(2, _journal.File.Trim(5, most: 2));
        Assert.Equal([3, 4, 5], _journal.File.ReadAfter(0, 10).Select(r => r.Id));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 3)]
    [InlineData(6, 4)]
    [InlineData(99, 4)]
    public void GroupAt_Position_IsTheLastGroupWhollyBelow(long position, long group)
    {
        _journal.Groups.Commit(2); // 1, 2
        _journal.Groups.Commit(2); // 3, 4
        _journal.Groups.Commit(0);
        _journal.Groups.Commit(2); // 5, 6
        Assert.Equal(group, _journal.File.GroupAt(position));
    }

    [Fact]
    public void GroupAt_BeforeWhatIsLeft_IsTheGroupBeforeTheFirst()
    {
        _journal.Groups.Commit(2);
        _journal.Groups.Commit(2);
        _journal.Groups.Commit(2);
        _journal.File.Trim(4, 100);
        Assert.Equal(2, _journal.File.GroupAt(1));
    }

    [Fact]
    public void FirstPosition_EmptyFile_IsBehindEverything() => Assert.Equal(long.MaxValue, _journal.File.FirstPosition());

    [Fact]
    public void Open_WrittenByANewerEngine_IsRefused()
    {
        using (var other = SqliteFile.Open(_journal.Path, [""]))
        {
            SqliteFile.Execute(other, "PRAGMA user_version = 99");
        }

        Assert.Throws<StoreVersionException>(() => new JournalFile(_journal.Path));
    }

    [Fact]
    public void Dispose_Twice_IsHarmless()
    {
        var file = new JournalFile(Path.Combine(_journal.Folder, "other.db"));
        file.Dispose();
        file.Dispose();
    }
}
