using System.Buffers;
using System.Globalization;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Rules.Scenarios;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests;

/// <summary>
/// A patient's readings in the notation of scenario files (<see cref="ReadingNotation"/>), step by step: <c>95x3 88x5 _x2 93</c> is three readings of
/// 95, five of 88, two that did not come and one of 93. What came late (<c>@</c>) is judged at once all the same.
/// </summary>
internal sealed class Scenario
{
    public static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    private long _position;

    public Scenario(PatientContext? patient = null, IReadOnlyList<RulePack>? packs = null)
    {
        Plan = RulePlan.Create(packs ?? ShippedPacks.Load(), patient ?? new PatientContext { Id = "p1" });
        State = PatientState.Create("p1");
        Now = Start;
    }

    public RulePlan Plan { get; set; }

    public PatientState State { get; set; }

    public Instant Now { get; set; }

    public List<AlertChange> Changes { get; } = [];

    public string Device { get; set; } = "d1";

    public Unit GlucoseUnit { get; set; } = Unit.MilligramPerDecilitre;

    public Unit PressureUnit { get; set; } = Unit.MillimetreOfMercury;

    public Unit TemperatureUnit { get; set; } = Unit.Celsius;

    public bool Test { get; set; }

    /// <summary>Writes the state and reads it back after every input.</summary>
    public bool RestartAlways { get; set; }

    public Scenario SpO2(string readings, string every = "30s") => Play(Kind.PulseOximetry, readings, every);

    public Scenario Cgm(string readings, string every = "5m") => Play(Kind.Cgm, readings, every);

    public Scenario Pressure(string readings, string every = "5m") => Play(Kind.BloodPressure, readings, every);

    public Scenario Weight(string readings, string every = "1d") => Play(Kind.Weight, readings, every);

    public Scenario Temperature(string readings, string every = "1h") => Play(Kind.Temperature, readings, every);

    public Scenario Respiration(string readings, string every = "1h") => Play(Kind.RespiratoryRate, readings, every);

    public Scenario HeartRate(string readings, string every = "30s") => Play(Kind.HeartRate, readings, every);

    public Scenario Battery(string readings, string every = "1h") => Play(Kind.Status, readings, every);

    /// <summary>Readings of the device went to quarantine.</summary>
    public Scenario Refuse(RejectReason reason, int times = 1, string every = "5m")
    {
        for (var i = 0; i < times; i++)
        {
            PatientMonitor.Refuse(Plan, State, Device, reason, Now, ++_position, Now, Changes);
            Restart();
            Now += Span(every);
        }

        return this;
    }

    /// <summary>The patient wears a device of the kind from now on.</summary>
    public Scenario Wear(Kind kind, Instant? until = null)
    {
        PatientMonitor.Wear(Plan, State, kind, Device, Now, until ?? Instant.Max, ++_position, Now, Changes);
        Restart();
        return this;
    }

    /// <summary>The patient wears no device of the kind any more.</summary>
    public Scenario GiveBack(Kind kind)
    {
        PatientMonitor.Wear(Plan, State, kind, null, Now, Now, ++_position, Now, Changes);
        Restart();
        return this;
    }

    /// <summary>Time passes without a reading.</summary>
    public Scenario Wait(string span)
    {
        Now += Span(span);
        PatientMonitor.Tick(Plan, State, Now, Changes);
        Restart();
        return this;
    }

    public Scenario Observe(JudgedReading reading, Instant? now = null)
    {
        PatientMonitor.Observe(Plan, State, reading, now ?? Now, Changes);
        Restart();
        return this;
    }

    public AlertActionResult Act(AlertActionKind kind, string rule, string? reason = null, Instant? until = null, string? note = null) =>
        PatientMonitor.Act(Plan, State, new AlertAction(kind, Alert(rule).Id, "p1", "nurse", note, reason, until), Now, Changes);

    public Scenario Acknowledge(string rule)
    {
        Assert.Equal(AlertActionResult.Done, Act(AlertActionKind.Acknowledge, rule));
        return this;
    }

    /// <summary>The rule's open alert; the active one where there are several.</summary>
    public Alert Alert(string rule) => State.OpenAlerts.Where(a => a.Rule == rule).OrderBy(a => a.Active).Last();

    /// <summary>How the rule stands: <c>none</c>, or the newest alert's words.</summary>
    public string Of(string rule)
    {
        var last = Changes.LastOrDefault(c => c.Alert.Rule == rule).Alert;
        return last is null
            ? "none"
            : $"{(last.Active ? "active" : "resolved")} {last.Priority.ToString().ToLowerInvariant()}{(last.Acknowledged ? " acknowledged" : "")}" +
              $"{(last.Late ? " late" : "")}{(last.Questionable ? " questionable" : "")}{(last.Test ? " test" : "")}";
    }

    public Scenario Expect(string rule, string expected)
    {
        Assert.Equal(expected, Of(rule));
        return this;
    }

    public int Count(string rule, AlertChangeKind kind) => Changes.Count(c => c.Alert.Rule == rule && c.Kind == kind);

    public JudgedReading Reading(Kind kind, string token, Instant time, Instant? received = null)
    {
        var reading = new Reading { Device = Device, Kind = kind, Time = time, User = -1 };
        if (Test)
        {
            reading.Flags = ReadingFlags.Test;
        }

        Unit? unit = kind switch
        {
            Kind.Cgm => GlucoseUnit,
            Kind.BloodPressure => PressureUnit,
            Kind.Temperature => TemperatureUnit,
            Kind.Weight => Unit.Kilogram,
            _ => null,
        };
        var read = ReadingNotation.TryParse(token, out var notation, out var error) && notation.TryFill(ref reading, unit, out error);
        Assert.True(read, error);
        received ??= time + notation.Delay;
        return new JudgedReading { Position = ++_position, Received = received.Value, Reading = reading };
    }

    public static TimeSpan Span(string text) => text[^1] switch
    {
        's' => TimeSpan.FromSeconds(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
        'm' => TimeSpan.FromMinutes(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
        'h' => TimeSpan.FromHours(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
        _ => TimeSpan.FromDays(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
    };

    public static byte[] Bytes(PatientState state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        state.Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private Scenario Play(Kind kind, string readings, string every)
    {
        foreach (var word in readings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(ReadingNotation.TryParse(word, out var notation, out var error), error);
            for (var i = 0; i < notation.Times; i++)
            {
                if (notation.Missing)
                {
                    PatientMonitor.Tick(Plan, State, Now, Changes);
                }
                else
                {
                    Observe(Reading(kind, word, Now));
                }

                Now += Span(every);
            }
        }

        return this;
    }

    private void Restart()
    {
        if (RestartAlways)
        {
            State = PatientState.Read(Bytes(State));
        }
    }
}
