using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Rpm.Ingest.Fhir;

/// <summary>A Bundle of conditional creates. Same entries, same bytes: sending it again creates nothing.</summary>
internal sealed class OutgoingBundle : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _writer;

    /// <param name="type"><c>batch</c> (each entry for itself) or <c>transaction</c> (all or none).</param>
    public OutgoingBundle(string type)
    {
        _writer = new Utf8JsonWriter(_buffer, FhirJson.WriterOptions);
        _writer.WriteStartObject();
        _writer.WriteString("resourceType", "Bundle");
        _writer.WriteString("type", type);
        _writer.WriteStartArray("entry");
    }

    /// <summary>Adds a resource that is created unless one with this identifier is there.</summary>
    public void Create(string type, string system, string value, Action<Utf8JsonWriter> write)
    {
        _writer.WriteStartObject();
        _writer.WriteString("fullUrl", Urn(type, value));
        _writer.WritePropertyName("resource");
        write(_writer);
        _writer.WriteStartObject("request");
        _writer.WriteString("method", "POST");
        _writer.WriteString("url", type);
        _writer.WriteString("ifNoneExist", FhirServer.Condition(system, value));
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    public ReadOnlyMemory<byte> Finish()
    {
        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenMemory;
    }

    /// <summary>A name for a resource within the Bundle, derived from its identifier.</summary>
    public static string Urn(string type, string value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{type}|{value}"), hash);
        // RFC 9562: version 8 (custom), variant 10.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return $"urn:uuid:{new Guid(hash[..16], bigEndian: true)}";
    }

    public void Dispose() => _writer.Dispose();
}
