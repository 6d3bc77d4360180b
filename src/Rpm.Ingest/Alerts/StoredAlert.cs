using System.Text.Json;
using System.Text.Json.Serialization;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alerts;

/// <summary>
/// The form in which the store keeps an alert: everything it holds, quantities digit for digit, enumerations by their stored
/// numbers. Every member is written always, so a member that is absent was unknown to the build that wrote it.
/// </summary>
internal sealed record StoredAlert(int Form, Alert Alert)
{
    /// <summary>The form that this build writes.</summary>
    public const int Newest = 1;

    public static byte[] Write(Alert alert) =>
        JsonSerializer.SerializeToUtf8Bytes(new StoredAlert(Newest, alert), StoredAlertJson.Default.StoredAlert);

    /// <summary>Bytes that stand in the stored form of an alert that has the patient among its members, and in no other.</summary>
    public static byte[] MemberText(string patient) =>
        [.. "\",\"patient\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(patient, StoredAlertJson.Default.String), .. ",\"device\":"u8];

    /// <exception cref="InvalidDataException">Not a stored alert, or of a form that this build does not know.</exception>
    public static Alert Read(ReadOnlySpan<byte> body)
    {
        var stored = JsonSerializer.Deserialize(body, StoredAlertJson.Default.StoredAlert);
        return stored is { Form: Newest, Alert: { } alert }
            ? alert
            : throw new InvalidDataException($"A stored alert has form {stored?.Form}; this build knows {Newest}.");
    }
}

/// <summary>Generated (de)serialisation of <see cref="StoredAlert"/>.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(StoredInstantConverter), typeof(StoredQuantityConverter)], PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredAlert))]
[JsonSerializable(typeof(string))]
internal sealed partial class StoredAlertJson : JsonSerializerContext;
