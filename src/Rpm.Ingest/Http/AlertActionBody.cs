using System.Text.Json.Serialization;

namespace Rpm.Ingest.Http;

/// <summary>What a person sends to act on an alert; which members count depends on the action.</summary>
/// <param name="By">Who acts. Required.</param>
/// <param name="Note">For comment required, otherwise as wanted.</param>
/// <param name="Reason">For resolve: the reason, <c>wrong-data</c> while the condition holds.</param>
/// <param name="Until">For snooze: ISO 8601 with an offset.</param>
/// <param name="Minutes">For snooze, instead of <paramref name="Until"/>: that long from now.</param>
/// <param name="Assignee">For assign: to whom; null or absent takes the assignment back.</param>
internal sealed record AlertActionBody(string? By, string? Note, string? Reason, string? Until, int? Minutes, string? Assignee);

/// <summary>Generated deserialisation of <see cref="AlertActionBody"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AlertActionBody))]
internal sealed partial class AlertActionBodyJson : JsonSerializerContext;
