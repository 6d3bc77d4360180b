using Rpm.Ingest.Alerts;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Tests.Alerts;

/// <summary>An alert store in a temporary folder, reopened as after a crash.</summary>
internal sealed class StoreFixture : IDisposable
{
    private StoreFixture(string folder)
    {
        Folder = folder;
        Store = new AlertStore(folder, Log);
    }

    public string Folder { get; }

    public LogLines<AlertStore> Log { get; } = new();

    public AlertStore Store { get; private set; }

    public static async Task<StoreFixture> OpenAsync()
    {
        var fixture = new StoreFixture(Directory.CreateTempSubdirectory("rpm-alerts-").FullName);
        await fixture.Store.OpenAsync(default);
        return fixture;
    }

    public Task ApplyAsync(long cursor, params AlertChange[] changes) => Store.ApplyAsync(changes, cursor, default);

    /// <summary>Another store over the same file, as the next process has it; gives its cursor.</summary>
    public async Task<long> ReopenAsync()
    {
        Store.Dispose();
        Store = new AlertStore(Folder, Log);
        return await Store.OpenAsync(default);
    }

    /// <summary>The whole log as comparable text.</summary>
    public async Task<IReadOnlyList<string>> LogAsync() =>
        [.. (await Store.ChangesAfterAsync(0, int.MaxValue, default)).Select(e => $"{e.Sequence} {e.Change.Kind} {Text(e.Change.Alert)}")];

    public static string Text(Alert alert) => System.Text.Encoding.UTF8.GetString(StoredAlert.Write(alert));

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
