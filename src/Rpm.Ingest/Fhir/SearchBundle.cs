using System.Buffers;
using System.Text.Json;

namespace Rpm.Ingest.Fhir;

/// <summary>A searchset while it is written: matches first, then what was ignored, total and links.</summary>
internal sealed class SearchBundle : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _writer;
    private readonly string _root;
    private readonly string _type;
    private bool _entries;

    /// <param name="root">Base address of this server, without a slash at its end.</param>
    /// <param name="type">The resource searched.</param>
    public SearchBundle(string root, string type)
    {
        (_root, _type) = (root, type);
        _writer = new Utf8JsonWriter(_buffer, FhirJson.WriterOptions);
        _writer.WriteStartObject();
        _writer.WriteString("resourceType", "Bundle");
        _writer.WriteString("type", "searchset");
    }

    /// <summary>How many match in all; null = not counted.</summary>
    public long? Total { get; set; }

    /// <summary>Token of the next page; null = this is the last.</summary>
    public string? Next { get; set; }

    /// <summary>How many matches were written.</summary>
    public int Written { get; private set; }

    /// <summary>Writes one match.</summary>
    public void Add(string id, Action<Utf8JsonWriter> resource)
    {
        Begin(id);
        resource(_writer);
        End();
    }

    /// <summary>Opens an entry; write the resource into the returned writer, then call <see cref="End"/>.</summary>
    public Utf8JsonWriter Begin(string id)
    {
        Open();
        _writer.WriteStartObject();
        _writer.WriteString("fullUrl", $"{_root}/{_type}/{id}");
        _writer.WritePropertyName("resource");
        return _writer;
    }

    public void End()
    {
        _writer.WriteStartObject("search");
        _writer.WriteString("mode", "match");
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        Written++;
    }

    /// <summary>The finished Bundle.</summary>
    public ReadOnlyMemory<byte> Finish(SearchRequest request)
    {
        if (request.Ignored.Count > 0)
        {
            Open();
            _writer.WriteStartObject();
            _writer.WritePropertyName("resource");
            OperationOutcomes.Write(_writer, "warning", "not-supported", $"Not applied, so more may be shown than was asked for: {string.Join(", ", request.Ignored)}.");
            _writer.WriteStartObject("search");
            _writer.WriteString("mode", "outcome");
            _writer.WriteEndObject();
            _writer.WriteEndObject();
        }

        if (_entries)
        {
            _writer.WriteEndArray();
        }

        if (Total is { } total)
        {
            _writer.WriteNumber("total", total);
        }

        _writer.WriteStartArray("link");
        WriteLink("self", Address(request, request.Page));
        if (Next is { } next)
        {
            WriteLink("next", Address(request, next));
        }

        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _writer.Dispose();

    private void Open()
    {
        if (!_entries)
        {
            _writer.WriteStartArray("entry");
            _entries = true;
        }
    }

    private void WriteLink(string relation, string url)
    {
        _writer.WriteStartObject();
        _writer.WriteString("relation", relation);
        _writer.WriteString("url", url);
        _writer.WriteEndObject();
    }

    private string Address(SearchRequest request, string? page)
    {
        var pairs = request.Self.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}");
        var query = string.Join('&', page is null ? pairs : pairs.Append($"_page={Uri.EscapeDataString(page)}"));
        return query.Length == 0 ? $"{_root}/{_type}" : $"{_root}/{_type}?{query}";
    }
}
