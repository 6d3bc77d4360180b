using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Tests.Journal;

/// <summary>A journal in a folder of its own, without a committer.</summary>
internal sealed class JournalFixture : IDisposable
{
    public JournalFixture()
    {
        File = new JournalFile(Path);
        Log = new JournalLog(File, Clock);
        Groups = new Groups(File, Log);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("rpm-journal-").FullName;

    public string Path => System.IO.Path.Combine(Folder, "journal.db");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public JournalFile File { get; private set; }

    public JournalLog Log { get; private set; }

    public Groups Groups { get; private set; }

    /// <summary>As the next process finds it.</summary>
    public void Reopen()
    {
        File.Dispose();
        File = new JournalFile(Path);
        Log = new JournalLog(File, Clock);
        Groups = new Groups(File, Log);
    }

    public void Dispose()
    {
        File.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
