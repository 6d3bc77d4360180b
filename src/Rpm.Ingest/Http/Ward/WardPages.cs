using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http.Ward;

/// <summary>The pages as HTML. Everything that comes from outside passes <see cref="Text"/>.</summary>
internal static class WardPages
{
    /// <summary>The list: whoever needs somebody first, then by name.</summary>
    public static IResult Ward(WardSnapshot ward)
    {
        var html = new StringBuilder();
        Open(html, "Ward", ward.At);
        html.Append(CultureInfo.InvariantCulture, $"<p id=\"state\" role=\"status\">As of {Time(ward.At)}. Reload for newer values.</p>");
        var (open, patients) = (ward.Patients.Sum(p => p.Alerts.Count), ward.Patients.Count);
        html.Append(CultureInfo.InvariantCulture, $"<main id=\"ward\"><h1>Ward</h1><p>{patients} {(patients == 1 ? "patient" : "patients")}, {open} open {(open == 1 ? "alert" : "alerts")}</p>");
        var unanswered = ward.Patients.Sum(p => p.Alerts.Count(a => a.Unanswered));
        if (unanswered > 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p role=\"alert\" class=\"unanswered\"><span aria-hidden=\"true\">!!!</span> {unanswered} {(unanswered == 1 ? "alert" : "alerts")} went through every tier and nobody has answered. Acknowledge, or call somebody who can.</p>");
        }

        if (patients == 0)
        {
            html.Append("<p>No patient is registered yet.</p>");
        }
        else
        {
            html.Append("<table><thead><tr><th scope=\"col\">Patient</th><th scope=\"col\">Alerts</th><th scope=\"col\">Latest values</th></tr></thead><tbody>");
            foreach (var patient in ward.Patients.OrderBy(Rank).ThenBy(p => p.Name ?? p.Id, StringComparer.Ordinal))
            {
                Row(html, patient);
            }

            html.Append("</tbody></table>");
        }

        html.Append("</main>");
        return Close(html, StatusCodes.Status200OK);
    }

    /// <summary>Unacknowledged before acknowledged, then the higher priority.</summary>
    private static int Rank(WardPatient patient) => patient.Alerts.Count == 0 ? 100 : patient.Alerts.Min(Rank);

    private static int Rank(Alert alert) => (alert.Acknowledged ? 10 : 0) - (int)alert.Priority;

    private static void Row(StringBuilder html, WardPatient patient)
    {
        html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(patient.Name ?? patient.Id)}");
        if (patient.Mrn is not null)
        {
            html.Append(CultureInfo.InvariantCulture, $" <small>MRN {Text(patient.Mrn)}</small>");
        }

        html.Append("</th><td>");
        if (patient.Alerts.Count > 0)
        {
            html.Append("<ul>");
            foreach (var alert in patient.Alerts.OrderBy(Rank).ThenBy(a => a.Raised))
            {
                Item(html, alert);
            }

            html.Append("</ul>");
        }

        html.Append("</td><td>");
        if (patient.Latest.Count > 0)
        {
            html.Append("<dl>");
            foreach (var value in patient.Latest)
            {
                html.Append(CultureInfo.InvariantCulture, $"<div><dt>{Label(value.Measure)}</dt><dd>{Number(value.Quantity)} {Time(value.Time)}{(value.Test ? " <strong>TEST</strong>" : "")}</dd></div>");
            }

            html.Append("</dl>");
        }
        else
        {
            html.Append("no reading yet");
        }

        html.Append("</td></tr>");
    }

    private static void Item(StringBuilder html, Alert alert)
    {
        var (css, mark, word) = alert.Priority switch
        {
            AlertPriority.High => ("high", "!!!", "High"),
            AlertPriority.Medium => ("medium", "!!", "Medium"),
            _ => ("low", "!", "Low"),
        };
        html.Append(CultureInfo.InvariantCulture, $"<li class=\"{css}\"><span aria-hidden=\"true\">{mark}</span> <strong>{word}</strong> {Text(alert.Title)}");
        if (alert.Value is { } value)
        {
            html.Append(' ').Append(Number(value));
        }

        html.Append(CultureInfo.InvariantCulture, $" {Time(alert.Raised)} {(alert.Acknowledged ? "acknowledged" : "not acknowledged")}{(alert.Active ? "" : ", resolved")}{(alert.Unanswered ? ", <strong>nobody answers</strong>" : "")}{(alert.Late ? ", late" : "")}{(alert.Test ? ", TEST" : "")}</li>");
    }

    private static string Number(Quantity quantity)
    {
        var sign = quantity.Comparator switch { Comparator.Low => "below ", Comparator.High => "above ", _ => "" };
        var unit = quantity.Unit switch
        {
            Unit.MillimetreOfMercury => "mmHg",
            Unit.Celsius => "°C",
            Unit.Fahrenheit => "°F",
            Unit.Pound => "lb",
            _ => Units.Ucum(quantity.Unit),
        };
        return Text(string.Create(CultureInfo.InvariantCulture, $"{sign}{quantity.ToDecimal()} {unit}").TrimEnd());
    }

    private static string Label(Measure measure) => measure switch
    {
        Measure.Spo2 => "SpO2",
        Measure.Map => "Mean pressure",
        Measure.GlucoseRate => "Glucose rate",
        Measure.HeartRate => "Heart rate",
        Measure.RespiratoryRate => "Respiratory rate",
        _ => measure.ToString(),
    };

    /// <summary>In UTC as served; the script shows the viewer's own zone and the age.</summary>
    private static string Time(Instant time) =>
        string.Create(CultureInfo.InvariantCulture, $"<time datetime=\"{time}\">{time.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC</time>");

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    private static void Open(StringBuilder html, string title, Instant? live)
    {
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title} - Rpm</title><link rel=\"stylesheet\" href=\"/assets/ward.css\">");
        if (live is not null)
        {
            html.Append("<script type=\"module\" src=\"/assets/ward.js\"></script>");
        }

        html.Append("</head><body><header><a href=\"/\">Rpm</a>");
        if (live is not null)
        {
            html.Append("<form method=\"post\" action=\"/sign-out\"><button>Sign out</button></form>");
        }

        html.Append("</header>");
    }

    private static IResult Close(StringBuilder html, int status)
    {
        html.Append("<footer>Rpm is not a certified medical device. Do not rely on it alone where minutes count.</footer></body></html>");
        return Results.Content(html.ToString(), "text/html; charset=utf-8", Encoding.UTF8, status);
    }
}
