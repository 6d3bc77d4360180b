using System.CommandLine;

namespace Rpm.DeviceSim.Commands;

/// <summary>Where the engine's HTTP interface is, and the token for it.</summary>
internal sealed class EngineOptions
{
    /// <summary>The engine's default.</summary>
    private const string DefaultUrl = "http://127.0.0.1:8080";

    private readonly Option<string?> _url = new("--url") { Description = $"The engine's HTTP interface; {DefaultUrl} where a token is given" };
    private readonly Option<string?> _token = new("--token") { Description = "The engine's admin token; else the environment variable RPM_SIM_TOKEN" };
    private readonly Option<FileInfo?> _file = new("--token-file") { Description = "A file with the token, for example data/admin-token" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _url, _token, _file })
        {
            command.Add(option);
        }
    }

    /// <summary>Url and token; without url where nothing was said of an engine. Null with what is wrong.</summary>
    public (Uri? Url, string? Token)? Read(ParseResult parse, out string? wrong)
    {
        wrong = null;
        var token = parse.GetValue(_token) ?? Environment.GetEnvironmentVariable("RPM_SIM_TOKEN");
        if (parse.GetValue(_file) is { } file)
        {
            if (!file.Exists)
            {
                wrong = $"--token-file {file} does not exist.";
                return null;
            }

            token = File.ReadAllText(file.FullName).Trim();
        }

        var text = parse.GetValue(_url) ?? (token is null ? null : DefaultUrl);
        if (text is null)
        {
            return (null, null);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            wrong = "--url is an address like http://127.0.0.1:8080.";
            return null;
        }

        return (url, token);
    }
}
