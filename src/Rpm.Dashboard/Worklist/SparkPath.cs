using System.Globalization;
using System.Text;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>A course as SVG paths in a box of 120 by 28.</summary>
internal static class SparkPath
{
    private const double Width = 118;
    private const double Height = 24;

    // Readings further apart than this are not joined. One that stands alone is a dot.
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(25);

    public static IReadOnlyList<string> Of(Course course, Instant at)
    {
        var (least, most) = (course.Slots.Min(s => s.Last), course.Slots.Max(s => s.Last));
        var range = Math.Max(most - least, 1e-9);
        var flat = most - least < 1e-9;
        var parts = new List<string>();
        var path = new StringBuilder();
        CourseSlot? before = null;
        foreach (var slot in course.Slots)
        {
            var x = 1 + (Width * (1 - Math.Clamp((at - slot.Time) / Course.Span, 0, 1)));
            var y = flat ? 14 : 2 + (Height * (1 - ((slot.Last - least) / range)));
            if (before is not { } last || slot.Time - last.Time > Gap)
            {
                End(parts, path);
                path.Append(CultureInfo.InvariantCulture, $"M{x:F1} {y:F1}h.1");
            }
            else
            {
                path.Append(CultureInfo.InvariantCulture, $"L{x:F1} {y:F1}");
            }

            before = slot;
        }

        End(parts, path);
        return parts;
    }

    private static void End(List<string> parts, StringBuilder path)
    {
        if (path.Length > 0)
        {
            parts.Add(path.ToString());
            path.Clear();
        }
    }
}
