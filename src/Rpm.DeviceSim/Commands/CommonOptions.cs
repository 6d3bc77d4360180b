using System.CommandLine;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Terminal;
using Spectre.Console;

namespace Rpm.DeviceSim.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string> _host = new("--host") { Description = "The broker's host", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int> _port = new("--port") { Description = "The broker's port", DefaultValueFactory = _ => 1883 };
    private readonly Option<string> _prefix = new("--prefix") { Description = "Prefix of the topics", DefaultValueFactory = _ => "rpm/v1" };
    private readonly Option<string?> _username = new("--username") { Description = "MQTT user name" };
    private readonly Option<string?> _password = new("--password") { Description = "MQTT password; else the environment variable RPM_SIM_PASSWORD" };
    private readonly Option<bool> _tls = new("--tls") { Description = "Speak TLS" };
    private readonly Option<FileInfo?> _authority = new("--tls-ca") { Description = "PEM file of the authority to trust in place of the machine's" };
    private readonly Option<bool> _json = new("--json") { Description = "The result as JSON" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress" };
    private readonly Option<double> _giveUp = new("--give-up") { Description = "Fail after so many seconds without a connection", DefaultValueFactory = _ => 30 };

    public CommonOptions()
    {
        _authority.Validators.Add(Exists);
        _port.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() is < 1 or > 65535)
            {
                result.AddError("--port is 1 to 65535.");
            }
        });
    }

    private static void Exists(System.CommandLine.Parsing.OptionResult result)
    {
        if (result.GetValueOrDefault<FileInfo?>() is { Exists: false } file)
        {
            result.AddError($"--tls-ca {file} does not exist.");
        }
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _host, _port, _prefix, _username, _password, _tls, _authority, _giveUp, _json, _quiet })
        {
            command.Add(option);
        }
    }

    public BrokerAddress Broker(ParseResult parse) => new()
    {
        Host = parse.GetRequiredValue(_host),
        Port = parse.GetRequiredValue(_port),
        Username = parse.GetValue(_username),
        Password = parse.GetValue(_password) ?? Environment.GetEnvironmentVariable("RPM_SIM_PASSWORD"),
        Tls = parse.GetValue(_tls) || parse.GetValue(_authority) is not null,
        Authority = parse.GetValue(_authority)?.FullName,
    };

    public string Prefix(ParseResult parse) => parse.GetRequiredValue(_prefix).TrimEnd('/');

    public TimeSpan GiveUpAfter(ParseResult parse) => TimeSpan.FromSeconds(parse.GetValue(_giveUp));

    public Face Face(ParseResult parse, TimeProvider time, IAnsiConsole? live) =>
        new(parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error, time, live, parse.GetValue(_json), parse.GetValue(_quiet));
}
