using Rpm.Ingest.Alerts;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Tests.Fhir;

internal sealed class FakeAlertReader : IAlertReader
{
    private readonly List<AlertLogEntry> _log = [];

    public long LastSequence => _log.Count;

    public long WholeFrom => 0;

    public void Add(Alert alert) => _log.Add(new AlertLogEntry(_log.Count + 1, new AlertChange(alert.History[^1].Change, alert)));

    public Task<Alert?> GetAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Current().FirstOrDefault(a => a.Id == id));

    public Task<IReadOnlyList<Alert>> ListAsync(AlertQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Alert>>(
        [.. Current().Where(a => query.Patient is null || a.Patient == query.Patient).OrderByDescending(a => a.Raised).Skip(query.Skip).Take(query.Take ?? int.MaxValue)]);

    public Task<IReadOnlyList<AlertLogEntry>> ChangesAfterAsync(long sequence, int take, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertLogEntry>>([.. _log.Where(l => l.Sequence > sequence).Take(take)]);

    public Task WaitForChangeAsync(long sequence, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    private IEnumerable<Alert> Current() => _log.GroupBy(l => l.Change.Alert.Id).Select(g => g.Last().Change.Alert);
}
