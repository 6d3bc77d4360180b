using System.Text.Json;
using Rpm.DeviceSim.Reports;
using Spectre.Console;

namespace Rpm.DeviceSim.Terminal;

/// <summary>What the person at the terminal sees: progress on stderr, the result on stdout.</summary>
internal sealed class Face
{
    private readonly TextWriter _out;
    private readonly TextWriter _error;
    private readonly TimeProvider _time;
    private readonly IAnsiConsole? _live;
    private readonly bool _json;
    private readonly bool _quiet;

    /// <param name="live">A console on stderr when that is a terminal; null = plain lines.</param>
    public Face(TextWriter output, TextWriter error, TimeProvider time, IAnsiConsole? live, bool json, bool quiet)
    {
        (_out, _error, _time, _live, _json, _quiet) = (output, error, time, live, json, quiet);
    }

    /// <summary>The console on stderr if a person is looking at it; without colour where NO_COLOR asks for that.</summary>
    public static IAnsiConsole? Terminal() => Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        ColorSystem = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    });

    /// <summary>A line for the person, on stderr.</summary>
    public void Say(string line)
    {
        if (!_quiet)
        {
            _error.WriteLine(line);
        }
    }

    /// <summary>An error, on stderr, quiet or not.</summary>
    public void Complain(string line) => _error.WriteLine($"error: {line}");

    /// <summary>The result, on stdout: as JSON where asked for, else as text.</summary>
    public void Show<T>(T result, IEnumerable<string> text)
    {
        if (_json)
        {
            _out.WriteLine(JsonSerializer.Serialize(result, ReportJson.Options));
            return;
        }

        foreach (var line in text)
        {
            _out.WriteLine(line);
        }
    }

    /// <summary>Shows how far the work is until it ends: live at 5 Hz on a terminal, else one line a second.</summary>
    public async Task WatchAsync(Task work, Func<Progress> progress)
    {
        if (_quiet)
        {
            await work;
            return;
        }

        var start = _time.GetTimestamp();
        if (_live is { } console)
        {
            await console.Live(new Markup("")).AutoClear(true).StartAsync(async display =>
            {
                while (!work.IsCompleted)
                {
                    display.UpdateTarget(LiveView.Draw(progress(), _time.GetElapsedTime(start)));
                    display.Refresh();
                    await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(200), _time));
                }
            });
        }
        else
        {
            while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(1), _time)) != work)
            {
                _error.WriteLine(LiveView.Line(progress(), _time.GetElapsedTime(start)));
            }
        }

        await work;
    }
}
