using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Rpm.DeviceSim.Terminal;

/// <summary>What the person at the terminal sees: progress on stderr, the result on stdout.</summary>
internal sealed class Face
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

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
            _out.WriteLine(JsonSerializer.Serialize(result, Json));
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
                    display.UpdateTarget(new Markup(Markup.Escape(Line(progress(), _time.GetElapsedTime(start)))));
                    display.Refresh();
                    await Task.WhenAny(work, Task.Delay(200, CancellationToken.None));
                }
            });
        }
        else
        {
            while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(1), _time)) != work)
            {
                _error.WriteLine(Line(progress(), _time.GetElapsedTime(start)));
            }
        }

        await work;
    }

    private static string Line(Progress p, TimeSpan elapsed)
    {
        var of = p.Total is { } total ? $" of {total}" : "";
        var rate = elapsed > TimeSpan.Zero ? p.Acknowledged / elapsed.TotalSeconds : 0;
        var p99 = p.P99Milliseconds is { } ms ? $", p99 {ms:f1} ms" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{elapsed:hh\\:mm\\:ss} acknowledged {p.Acknowledged}{of}, in flight {p.Enqueued - p.Acknowledged - p.Refused}, refused {p.Refused}, reconnects {p.Reconnects}, {rate:f0}/s{p99}");
    }
}
