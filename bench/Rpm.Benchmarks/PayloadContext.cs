using System.Text.Json.Serialization;

namespace Rpm.Benchmarks;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PressurePayload))]
[JsonSerializable(typeof(PressurePayload[]))]
internal sealed partial class PayloadContext : JsonSerializerContext;
