using System.Globalization;
using System.Text;
using Rpm.Dashboard.Charts;
using Rpm.Dashboard.Patients;
using Rpm.Ingest.Http;
using Rpm.Ingest.Security;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>
/// <c>GET /patients/{id}/readings.csv?kind=&amp;range=</c>: what is under a chart, as a file (RFC 4180, UTF-8). One row a measured member, as sent.
/// </summary>
internal static class PatientCsv
{
    private const string Head = "time,patient_time,received,device,kind,measure,comparator,value,unit,marks,quality,excluded";

    public static void MapPatientCsv(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/patients/{id}/readings.csv", GetAsync).RequireAuthorization(AccessPolicies.Admin).ExcludeFromDescription();

    /// <summary>The rows of readings.</summary>
    public static string Of(IEnumerable<PatientSample> samples, TimeZoneInfo zone)
    {
        var text = new StringBuilder(Head).Append("\r\n");
        foreach (var sample in samples)
        {
            var local = TimeZoneInfo.ConvertTime(sample.Time.ToDateTimeOffset(), zone);
            foreach (var (measure, quantity) in sample.Values.Members.ToArray())
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{sample.Time},{local:yyyy-MM-dd'T'HH:mm:ss.fffzzz},{sample.Received},{Field(sample.Device)},{Kinds.Name(sample.Kind)},{Measures.Name(measure)},{Sign(quantity)},{quantity.ToDecimal()},{Units.Ucum(quantity.Unit)},{Field(HoverText.Words(sample.Marks).Trim())},{Field(sample.Quality == QualityFlags.None ? "" : sample.Quality.ToString())},{Field(sample.Withdrawn ?? "")}\r\n");
            }
        }

        return text.ToString();
    }

    private static async Task<IResult> GetAsync(IPatientRecords records, TimeProvider clock, string id, string? kind, string? range, CancellationToken cancellationToken)
    {
        if (records.Find(id) is not { } card)
        {
            return Problems.Of(StatusCodes.Status404NotFound, ProblemCodes.UnknownPatient, $"There is no patient {id}.");
        }

        if (!Kinds.TryParse(kind, out var wanted))
        {
            return Problems.Invalid($"kind must be one of {string.Join(", ", Words.AllKinds)}.");
        }

        var (now, shown) = (Instant.From(clock.GetUtcNow()), PatientRange.Of(range));
        var samples = await records.ReadAsync(id, [wanted], now - shown.Span, now + TimeSpan.FromMinutes(5), cancellationToken);
        return TypedResults.File(Encoding.UTF8.GetBytes(Of(samples, card.Zone)), "text/csv; charset=utf-8", $"{Name(id)}-{kind}-{shown.Key}.csv");
    }

    private static string Sign(Quantity quantity) => quantity.Comparator switch { Comparator.Low => "<", Comparator.High => ">", _ => "" };

    // A text that a spreadsheet would take for a formula gets an apostrophe before it.
    private static string Field(string text)
    {
        var safe = text.Length > 0 && "=+-@\t\r".Contains(text[0]) ? $"'{text}" : text;
        return safe.AsSpan().IndexOfAny("\",\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Name(string id) => string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
}
