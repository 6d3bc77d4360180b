using System.Buffers;
using System.Globalization;
using System.Text;
using Rpm.Ingest.Settings;
using Rpm.Telemetry;
using Rpm.Telemetry.Json;
using Rpm.Telemetry.Templates;

namespace Rpm.Ingest.Commands;

/// <summary><c>mappings check</c>: every fault with file, line and column. <c>mappings try</c>: what a mapping makes of one message, and why.</summary>
internal static class MappingsCommand
{
    /// <summary>Checks these files; without any, the mappings of the settings and the shipped ones.</summary>
    public static async Task<int> CheckAsync(string[] files, string[] args, TextWriter output, TextWriter error)
    {
        var sources = files.Length > 0 ? files.Select(f => (Name: Path.GetFileNameWithoutExtension(f), File: f)).ToList() : Configured(args);
        var faulty = false;
        foreach (var (name, file) in sources)
        {
            if (await TextAsync(file, error) is not { } text)
            {
                faulty = true;
                continue;
            }

            var load = Mapping.Read(name, file, text);
            foreach (var fault in load.Faults)
            {
                await error.WriteLineAsync(fault.ToString());
            }

            faulty |= load.Mapping is null;
            if (load.Mapping is { } mapping)
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}: {mapping.Templates} templates"));
            }
        }

        return faulty ? ExitCodes.Failed : ExitCodes.Ok;
    }

    /// <summary>Shows every match, every reading and every refusal of one message, as if it were received now.</summary>
    public static async Task<int> TryAsync(string mapping, string payloadFile, string[] args, TextWriter output, TextWriter error)
    {
        if (await TextAsync(mapping, error) is not { } text || await BytesAsync(payloadFile, error) is not { } payload)
        {
            return ExitCodes.Failed;
        }

        var load = Mapping.Read(Path.GetFileNameWithoutExtension(mapping), mapping, text);
        foreach (var fault in load.Faults)
        {
            await error.WriteLineAsync(fault.ToString());
        }

        if (load.Mapping is null)
        {
            return ExitCodes.Failed;
        }

        var settings = Configuration(args);
        var context = new DecodeContext
        {
            Received = Instant.From(TimeProvider.System.GetUtcNow()),
            Limits = DecodeLimits.Create(new ReadingOptions { MaxAge = TimeSpan.FromDays(36_500) }, allowTest: true),
            Devices = new DeviceDirectory(),
            Device = settings["device"],
        };
        var (batch, trace) = (new ReadingBatch(), new MappingTrace());
        load.Mapping.Decode(payload, context, batch, trace);
        await output.WriteAsync(Describe(mapping, batch, trace));
        return batch.Rejections.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static string Describe(string mapping, ReadingBatch batch, MappingTrace trace)
    {
        var text = new StringBuilder();
        foreach (var match in trace.Matches)
        {
            text.Append(CultureInfo.InvariantCulture, $"{mapping}({match.Line}): {match.TypeName} matches: device {match.Device ?? "not found"}, time {match.Time?.ToString() ?? "not read"}");
            foreach (var (name, value) in match.Values)
            {
                text.Append(CultureInfo.InvariantCulture, $", {name} {value ?? "not found"}");
            }

            text.AppendLine(match.Kind is null ? " (no kind of this name: left out)" : "");
        }

        foreach (var type in trace.Unmatched)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{mapping}: {type} matches nothing");
        }

        var json = new ArrayBufferWriter<byte>();
        for (var i = 0; i < batch.Count; i++)
        {
            json.ResetWrittenCount();
            JsonReadings.WriteBatch(json, batch.Readings.Slice(i, 1));
            text.AppendLine(CultureInfo.InvariantCulture, $"reading {batch.Indexes[i]}: {Encoding.UTF8.GetString(json.WrittenSpan[1..^1])}");
            if (batch.PartAt(i) is { } part)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  a part: it completes the {Kinds.Name(part.Whole)} of its device and time{(part.WholeId.IsEmpty ? "" : " with the id " + part.WholeId)} if that has come or comes within {part.Within.TotalSeconds} s; alone it is what stands above");
            }
        }

        foreach (var rejection in batch.Rejections)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"refused {rejection.Index}: {RejectReasons.Code(rejection.Reason)}: {rejection.Detail}");
        }

        return text.ToString();
    }

    private static List<(string Name, string File)> Configured(string[] args)
    {
        var options = SettingsBinder.Bind<RpmOptions>(Configuration(args).GetSection("Rpm"), "Rpm", []);
        return [.. options.Mappings.Select(m => (m.Key, m.Value.File ?? m.Key)), .. ShippedMappings.Names.Where(n => !options.Mappings.ContainsKey(n)).Select(n => (n, n))];
    }

    private static IConfiguration Configuration(string[] args) =>
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }).Configuration;

    // A file, or the name of a shipped mapping.
    private static async Task<string?> TextAsync(string file, TextWriter error) =>
        !File.Exists(file) && ShippedMappings.Source(file) is { } shipped ? shipped
        : await BytesAsync(file, error) is { } bytes ? Encoding.UTF8.GetString(bytes)
        : null;

    private static async Task<byte[]?> BytesAsync(string file, TextWriter error)
    {
        try
        {
            return await File.ReadAllBytesAsync(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return null;
        }
    }
}
