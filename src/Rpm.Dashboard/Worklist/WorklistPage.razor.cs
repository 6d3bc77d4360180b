using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Rpm.Dashboard.Layout;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>The worklist: who needs somebody, worst first, live.</summary>
public sealed partial class WorklistPage(IWardSource source, IAlertDesk desk, IShiftBook book, TimeProvider clock, IJSRuntime browser)
{
    // More rows at once make the page slow and read by nobody; whoever needs somebody comes first.
    private const int RowsAtOnce = 200;

    // At most four renderings a second, however fast alerts come.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _gone = new();
    private readonly HeldOrder _order = new();
    private readonly HashSet<string> _chosen = new(StringComparer.Ordinal);
    private ElementReference _list;
    private IJSObjectReference? _script;
    private DotNetObjectReference<WorklistPage>? _self;
    private Ward _ward = new(0, default, Unit.MilligramPerDecilitre, []);
    private IReadOnlyList<WorklistRow> _all = [];
    private IReadOnlyList<WorklistRow> _rows = [];
    private IReadOnlySet<string> _panel = new HashSet<string>();
    private WorklistFilter _filter = WorklistFilter.None;
    private string? _person;
    private string? _open;
    private string _note = "";
    private string _answer = "";
    private string _highIds = "";
    private int _high;
    private int _unanswered;
    private int _shown = RowsAtOnce;
    private int _more;
    private bool _held;

    [CascadingParameter]
    private Task<AuthenticationState>? Authentication { get; set; }

    [SupplyParameterFromQuery(Name = "priority")]
    private string? Priority { get; set; }

    [SupplyParameterFromQuery(Name = "show")]
    private string? Show { get; set; }

    [SupplyParameterFromQuery(Name = "panel")]
    private string? Panel { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    private IEnumerable<(string Show, string Label, int Count)> Views =>
    [
        (WorklistFilter.New, "Not acknowledged", _all.Count(r => r.Waits)),
        (WorklistFilter.Mine, "Mine", _all.Count(r => _person is not null && r.Patient.Alerts.Any(a => AlertOwner.Of(a) == _person))),
        (WorklistFilter.Unmeasured, "Not measured today", _all.Count(r => r is { MeasuredToday: false, Patient.Wears: true })),
        (WorklistFilter.Everyone, "Everyone", _all.Count),
    ];

    /// <summary>The browser says that somebody points at the list, or has left it.</summary>
    [JSInvokable]
    public void SetHeld(bool held)
    {
        _held = held;
        Arrange();
        StateHasChanged();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _self?.Dispose();
        if (_script is not null)
        {
            try
            {
                await _script.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
            }
        }

        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _person = Authentication is null ? null : Person.Of((await Authentication).User);
        _panel = _person is null ? new HashSet<string>() : book.Panel(_person);
        Take(source.Read());
    }

    protected override void OnParametersSet()
    {
        var filter = WorklistFilter.Parse(Priority, Show, Panel, Text);
        if (filter.ToAddress() != _filter.ToAddress())
        {
            (_filter, _held, _shown) = (filter, false, RowsAtOnce);
        }

        Arrange();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _ = FollowAsync(_gone.Token);
        _self = DotNetObjectReference.Create(this);
        _script = await browser.InvokeAsync<IJSObjectReference>("import", $"{DashboardExtensions.Assets}/dashboard.js");
        await _script.InvokeVoidAsync("watchList", _list, _self);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await source.WaitAsync(_ward, cancellationToken);
                var ward = source.Read();
                await InvokeAsync(() =>
                {
                    Take(ward);
                    StateHasChanged();
                });
                await Task.Delay(Pace, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            // A list that no longer follows must not look as if it did: the page ends, and the browser says that it is not live.
            await DispatchExceptionAsync(e);
        }
    }

    private void Take(Ward ward)
    {
        (_ward, _all) = (ward, WorklistRows.All(ward));
        var high = ward.Patients.SelectMany(p => p.Alerts).Where(a => a is { Acknowledged: false, Priority: AlertPriority.High, Test: false }).ToList();
        (_high, _highIds) = (high.Count, string.Join(' ', high.Select(a => a.Id)));
        _unanswered = ward.Patients.Sum(p => p.Alerts.Count(a => a.Unanswered));
        Arrange();
    }

    private void Arrange()
    {
        var wanted = _all.Where(r => WorklistRows.Wants(_filter, r, _person, _panel) || r.Patient.Id == _open).ToList();
        _more = Math.Max(0, wanted.Count - _shown);
        var order = _order.Next([.. wanted.Take(_shown).Select(r => (r.Patient.Id, r.Waits ? r.Alert!.Id : null))], _held);
        var known = _all.ToDictionary(r => r.Patient.Id, StringComparer.Ordinal);
        _rows = [.. order.Where(known.ContainsKey).Select(id => known[id])];
    }

    private void Release()
    {
        _held = false;
        Arrange();
    }

    private void ShowMore()
    {
        _shown += RowsAtOnce;
        _held = false;
        Arrange();
    }

    private void ToggleOpen(WorklistRow row) => _open = _open == row.Patient.Id ? null : row.Patient.Id;

    private void Choose(WorklistRow row, bool on)
    {
        if (on)
        {
            _chosen.Add(row.Patient.Id);
        }
        else
        {
            _chosen.Remove(row.Patient.Id);
        }
    }

    private void SetPanel(WorklistRow row, bool on)
    {
        if (_person is not null)
        {
            book.SetPanel(_person, row.Patient.Id, on);
            _panel = book.Panel(_person);
            Arrange();
        }
    }

    /// <summary>The same for the alert that each chosen row shows; what was refused is said by name, and stays chosen.</summary>
    private async Task BulkAsync(AlertActionKind kind)
    {
        var note = string.IsNullOrWhiteSpace(_note) ? null : _note.Trim();
        var refused = new List<string>();
        var done = 0;
        foreach (var row in _all.Where(r => _chosen.Contains(r.Patient.Id)).ToList())
        {
            if (row.Alert is not { } alert)
            {
                _chosen.Remove(row.Patient.Id);
                continue;
            }

            var result = await desk.ActAsync(
                new AlertAction(
                    kind, alert.Id, "", _person!, note, null,
                    kind == AlertActionKind.Snooze ? Instant.From(clock.GetUtcNow()) + TimeSpan.FromMinutes(15) : null, kind == AlertActionKind.Assign ? _person : null),
                _gone.Token);
            if (result.Done)
            {
                done++;
                _chosen.Remove(row.Patient.Id);
            }
            else
            {
                refused.Add($"{row.Patient.Label}: {result.Detail}");
            }
        }

        _answer = refused.Count == 0 ? $"Done for {done}." : $"Done for {done}. Not done: {string.Join(' ', refused)}";
    }
}
