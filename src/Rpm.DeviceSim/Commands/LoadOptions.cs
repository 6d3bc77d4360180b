using System.CommandLine;
using System.Globalization;
using Rpm.DeviceSim.Faults;
using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Wards;
using Rpm.DeviceSim.Wire;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Commands;

/// <summary>The options that <c>run</c> and <c>load</c> share.</summary>
internal sealed class LoadOptions
{
    private readonly Option<int> _devices;
    private readonly Option<string> _connections = new("--connections") { Description = "Over how many connections, as gateways do, or each = one for each device", DefaultValueFactory = _ => "1" };
    private readonly Option<int> _seed = new("--seed") { Description = "The same seed gives the same people, vital signs and faults", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _duration = new("--duration") { Description = "How long, for example 30, 10m or 8h; without it until interrupted" };
    private readonly Option<string> _format = new("--format") { Description = "json, batch, senml or gatt", DefaultValueFactory = _ => "json" };
    private readonly Option<int> _batch = new("--batch") { Description = "Readings a message with --format batch", DefaultValueFactory = _ => 50 };
    private readonly Option<int> _qos = new("--qos") { Description = "0 or 1", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _mqtt = new("--mqtt") { Description = "3.1.1 or 5", DefaultValueFactory = _ => "5" };
    private readonly Option<int> _window = new("--window") { Description = "Publishes out at most, over all connections", DefaultValueFactory = _ => 10_000 };
    private readonly Option<int> _keepAlive = new("--keep-alive") { Description = "Seconds; 0 = none", DefaultValueFactory = _ => 30 };
    private readonly Option<string> _drain = new("--drain") { Description = "For how long answers are awaited, and what is overdue is still sent, when the time is over", DefaultValueFactory = _ => "10" };
    private readonly Option<string[]> _faults = new("--fault") { Description = "What goes wrong, for example drop=1%,duplicate=1% (all kinds: docs/simulator.md)", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
    private readonly Option<string> _idPrefix = new("--device-prefix") { Description = "Beginning of every id", DefaultValueFactory = _ => "sim-" };
    private readonly Option<bool> _unmarked = new("--unmarked") { Description = "Allow --format gatt, which cannot mark readings as tests" };
    private readonly Option<string?> _failP99 = new("--fail-p99") { Description = "Exit 3 where the 99th percentile to the PUBACK is above this, for example 20ms" };
    private readonly Option<string?> _failAlert = new("--fail-alert-p99") { Description = "Exit 3 where the 99th percentile to the alert is above this" };
    private readonly Option<string?> _failRate = new("--fail-rate") { Description = "Exit 3 where less of the wanted rate is acknowledged, for example 99%" };
    private readonly Option<FileInfo?> _html = new("--html") { Description = "Also write the report as a page" };
    private readonly Option<FileInfo?> _out = new("--out") { Description = "Also write the report as JSON, for the command report" };

    public LoadOptions(int devices)
    {
        _devices = new("--devices") { Description = "How many devices", DefaultValueFactory = _ => devices };
        foreach (var (option, least, most) in new (Option<int>, int, int)[]
            { (_devices, 1, 1_000_000), (_batch, 1, 10_000), (_qos, 0, 1), (_window, 1, 1_000_000), (_keepAlive, 0, 65_535) })
        {
            option.Validators.Add(result =>
            {
                if (result.Errors.Any() || result.GetValueOrDefault<int>() is var n && (n < least || n > most))
                {
                    result.AddError($"{option.Name} is {least} to {most.ToString(CultureInfo.InvariantCulture)}.");
                }
            });
        }
    }

    public CommonOptions Common { get; } = new();

    public EngineOptions Engine { get; } = new();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _devices, _connections, _seed, _duration, _format, _batch, _qos, _mqtt, _window, _keepAlive, _drain, _faults, _idPrefix, _unmarked,
            _failP99, _failAlert, _failRate, _html, _out,
        })
        {
            command.Add(option);
        }

        Engine.AddTo(command);
        Common.AddTo(command);
    }

    public FileInfo? Html(ParseResult parse) => parse.GetValue(_html);

    public FileInfo? Out(ParseResult parse) => parse.GetValue(_out);

    /// <summary>The plan of the shared options; null with what is wrong.</summary>
    public LoadPlan? Read(ParseResult parse, string[] args, TimeProvider time, out string? wrong)
    {
        var devices = parse.GetValue(_devices);
        var seed = parse.GetValue(_seed);
        TimeSpan? duration = null;
        PayloadFormat? format = parse.GetValue(_format) switch
        {
            "json" => PayloadFormat.Json,
            "batch" => PayloadFormat.Batch,
            "senml" => PayloadFormat.SenMl,
            "gatt" => PayloadFormat.Gatt,
            _ => null,
        };
        MqttVersion? version = parse.GetValue(_mqtt) switch { "5" => MqttVersion.V5, "3.1.1" or "3" => MqttVersion.V311, _ => null };
        if (!TryConnections(parse.GetRequiredValue(_connections), devices, out var connections))
        {
            wrong = "--connections is a number from 1, or each.";
        }
        else if (parse.GetValue(_duration) is { } text && !TryLength(text, out duration))
        {
            wrong = "--duration is a time above 0, for example 30, 10m or 8h.";
        }
        else if (!Spans.TryParse(parse.GetValue(_drain), out _))
        {
            wrong = "--drain is a time, for example 10 or 500ms.";
        }
        else if (format is null)
        {
            wrong = "--format is json, batch, senml or gatt.";
        }
        else if (!PacketEncoder.CarriesTest(format.Value) && !parse.GetValue(_unmarked))
        {
            wrong = "--format gatt cannot mark readings as tests: they would look like a patient's. Add --unmarked where no patient is.";
        }
        else if (version is null)
        {
            wrong = "--mqtt is 3.1.1 or 5.";
        }
        else
        {
            return Read(parse, args, time, devices, connections, seed, duration, format.Value, version.Value, out wrong);
        }

        return null;
    }

    private LoadPlan? Read(
        ParseResult parse, string[] args, TimeProvider time, int devices, int connections, int seed, TimeSpan? duration, PayloadFormat format, MqttVersion version, out string? wrong)
    {
        var faults = FaultPlan.Parse(parse.GetValue(_faults)!, seed, out var fault);
        var prefix = parse.GetRequiredValue(_idPrefix);
        TimeSpan? p99 = null, alertP99 = null;
        double? rate = null;
        if (Engine.Read(parse, out wrong) is not { } engine)
        {
            return null;
        }

        if (faults is null)
        {
            wrong = $"--fault {fault} is not known, or given twice. Known are {FaultPlan.Syntax}.";
        }
        else if (prefix.Length == 0 || Rpm.Telemetry.Traces.DeviceNames.Safe(prefix) != prefix)
        {
            wrong = "--device-prefix has only letters, digits, '-', '_' and '.', and at least one.";
        }
        else if (!TryLimit(parse.GetValue(_failP99), out p99))
        {
            wrong = "--fail-p99 is a time in ms or s, for example 20ms.";
        }
        else if (!TryLimit(parse.GetValue(_failAlert), out alertP99))
        {
            wrong = "--fail-alert-p99 is a time in ms or s, for example 2s.";
        }
        else if (!TryPercent(parse.GetValue(_failRate), out rate))
        {
            wrong = "--fail-rate is a percentage, for example 99%.";
        }
        else
        {
            return new LoadPlan
            {
                Broker = Common.Broker(parse),
                // Two patients in four wear two devices: this many are enough.
                Ward = new WardOptions { Broker = Common.Broker(parse), TopicPrefix = Common.Prefix(parse), Patients = devices, Seed = seed, IdPrefix = prefix, MassUnits = format == PayloadFormat.Gatt },
                Devices = devices,
                Connections = connections,
                Duration = duration,
                Version = version,
                Qos = parse.GetValue(_qos),
                Format = format,
                Batch = format == PayloadFormat.Batch ? parse.GetValue(_batch) : 1,
                Window = parse.GetValue(_window),
                KeepAlive = (ushort)parse.GetValue(_keepAlive),
                Faults = faults,
                GiveUpAfter = Common.GiveUpAfter(parse),
                Drain = Spans.TryParse(parse.GetValue(_drain), out var drain) ? drain : default,
                Engine = engine.Url,
                Token = engine.Token,
                Limits = new Limits(p99, alertP99, rate),
                RunId = string.Create(CultureInfo.InvariantCulture, $"{Instant.From(time.GetUtcNow()).UnixMilliseconds:x}-{Environment.ProcessId:x}"),
                CommandLine = Repeat(args, seed),
            };
        }

        return null;
    }

    /// <summary>A length above zero.</summary>
    public static bool TryLength(string text, out TimeSpan? length)
    {
        var ok = Spans.TryParse(text, out var span) && span > TimeSpan.Zero;
        length = ok ? span : null;
        return ok;
    }

    private static bool TryConnections(string text, int devices, out int connections)
    {
        connections = devices;
        var ok = text == "each" || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out connections) && connections >= 1);
        connections = Math.Min(connections, devices);
        return ok;
    }

    // With its unit: 20 alone could be milliseconds or seconds.
    private static bool TryLimit(string? text, out TimeSpan? limit)
    {
        limit = null;
        return text is null || (text.EndsWith('s') && TryLength(text, out limit));
    }

    private static bool TryPercent(string? text, out double? part)
    {
        part = null;
        if (text is null)
        {
            return true;
        }

        var ok = text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100;
        part = ok ? double.Parse(text[..^1], CultureInfo.InvariantCulture) / 100 : null;
        return ok;
    }

    // Secrets are not repeated.
    private static string Repeat(string[] args, int seed)
    {
        var words = new List<string> { "rpm-sim" };
        for (var i = 0; i < args.Length; i++)
        {
            var secret = args[i] is "--password" or "--token";
            words.Add(args[i].StartsWith("--password=", StringComparison.Ordinal) || args[i].StartsWith("--token=", StringComparison.Ordinal)
                ? args[i][..(args[i].IndexOf('=', StringComparison.Ordinal) + 1)] + "***"
                : args[i].Contains(' ', StringComparison.Ordinal) ? $"'{args[i]}'" : args[i]);
            if (secret && i + 1 < args.Length)
            {
                words.Add("***");
                i++;
            }
        }

        if (!words.Contains("--seed"))
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"--seed {seed}"));
        }

        return string.Join(' ', words);
    }
}
