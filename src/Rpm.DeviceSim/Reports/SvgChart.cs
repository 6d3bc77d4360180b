using System.Globalization;
using System.Net;
using System.Text;

namespace Rpm.DeviceSim.Reports;

/// <summary>A line chart as inline SVG; colours come from the page, so that it follows light and dark.</summary>
internal static class SvgChart
{
    private const double Width = 760, Height = 240, Left = 64, Right = 32, Top = 16, Bottom = 36;

    private static readonly int[] Roundings = [1, 2, 5, 10];

    /// <param name="ticks">Places on the x axis with their texts.</param>
    public static string Draw(string title, string unit, IReadOnlyList<ChartLine> lines, IReadOnlyList<(double X, string Text)> ticks)
    {
        var points = lines.SelectMany(l => l.Points).Where(p => p.Y is not null).ToList();
        var svg = new StringBuilder();
        svg.Append(Text($"<figure><figcaption>{WebUtility.HtmlEncode(title)}</figcaption>\n<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">\n"));
        if (points.Count == 0)
        {
            return svg.Append(Text($"<text x=\"{Width / 2}\" y=\"{Height / 2}\" class=\"none\">nothing measured</text>\n</svg></figure>\n")).ToString();
        }

        var (x0, x1) = (points.Min(p => p.X), points.Max(p => p.X));
        x1 = x1 > x0 ? x1 : x0 + 1;
        var step = Step(points.Max(p => p.Y!.Value));
        var top = Math.Max(step, Math.Ceiling(points.Max(p => p.Y!.Value) / step) * step);
        double X(double x) => Left + (x - x0) / (x1 - x0) * (Width - Left - Right);
        double Y(double y) => Height - Bottom - y / top * (Height - Top - Bottom);
        for (var y = 0.0; y <= top + step / 2; y += step)
        {
            svg.Append(Text($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(y):0.#}\" y2=\"{Y(y):0.#}\"/><text class=\"y\" x=\"{Left - 6}\" y=\"{Y(y) + 4:0.#}\">{Number(y)}</text>\n"));
        }

        svg.Append(Text($"<text class=\"unit\" x=\"4\" y=\"{Top - 4}\">{WebUtility.HtmlEncode(unit)}</text>\n"));
        foreach (var (x, text) in ticks.Where(t => t.X >= x0 - 1e-9 && t.X <= x1 + 1e-9))
        {
            svg.Append(Text($"<text class=\"x\" x=\"{X(x):0.#}\" y=\"{Height - Bottom + 18}\">{WebUtility.HtmlEncode(text)}</text>\n"));
        }

        foreach (var line in lines)
        {
            var path = new StringBuilder();
            var pen = 'M';
            foreach (var (x, y) in line.Points)
            {
                if (y is { } value)
                {
                    path.Append(Text($"{pen}{X(x):0.#} {Y(value):0.#}"));
                    pen = 'L';
                }
                else
                {
                    pen = 'M';
                }
            }

            svg.Append(Text($"<path class=\"{line.Style}\" d=\"{path}\"><title>{WebUtility.HtmlEncode(line.Name)}</title></path>\n"));
        }

        svg.Append("</svg>\n<ul class=\"legend\">");
        foreach (var line in lines)
        {
            svg.Append(Text($"<li><svg viewBox=\"0 0 24 8\" width=\"24\" height=\"8\" aria-hidden=\"true\"><path class=\"{line.Style}\" d=\"M0 4L24 4\"/></svg> {WebUtility.HtmlEncode(line.Name)}</li>"));
        }

        return svg.Append("</ul></figure>\n").ToString();
    }

    // 1, 2 or 5 times a power of ten, so that there are three to six lines.
    private static double Step(double most)
    {
        if (!(most > 0))
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(most / 4)));
        return Roundings.Select(f => f * power).First(s => most / s <= 5.5);
    }

    private static string Number(double value) => value switch
    {
        >= 1_000_000 => Text($"{value / 1_000_000:0.##}M"),
        >= 10_000 => Text($"{value / 1000:0.#}k"),
        _ => Text($"{value:0.###}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
