// Follows the pointer over charts. Everything it needs is in the drawing; it sets attributes only, so that no inline style is needed.
const left = 52, right = 708;
const readings = new WeakMap();

const clock = zone => new Intl.DateTimeFormat(undefined, {
  weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });

function pointsOf(svg) {
  const text = svg.dataset.chart;
  const known = readings.get(svg);
  if (known?.text === text) {
    return known.points;
  }
  const points = text === "" ? [] : text.split(";").map(p => {
    const [seconds, y, ...words] = p.split(",");
    return { seconds: Number(seconds), y: Number(y), words: words.join(",") };
  });
  readings.set(svg, { text, points });
  return points;
}

function nearest(points, seconds) {
  let [from, to] = [0, points.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (points[middle].seconds < seconds) { from = middle + 1; } else { to = middle; }
  }
  return from > 0 && seconds - points[from - 1].seconds < points[from].seconds - seconds ? points[from - 1] : points[from];
}

function show(svg, event) {
  const points = pointsOf(svg);
  const matrix = svg.getScreenCTM();
  if (points.length === 0 || matrix === null) {
    return;
  }
  const x = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()).x;
  const [begin, end] = [Number(svg.dataset.from), Number(svg.dataset.to)];
  const point = nearest(points, (x - left) / (right - left) * (end - begin) / 1000);
  const time = new Date(begin + point.seconds * 1000);
  const at = left + (right - left) * point.seconds * 1000 / (end - begin);
  const hover = svg.querySelector(".chart-hover");
  const [line, dot, box, value, when] = hover.children;
  value.textContent = `${point.words} ${svg.dataset.unit}`.trim();
  const zone = svg.dataset.patientZone;
  const [here, there] = [clock(svg.dataset.zone).format(time), clock(zone).format(time)];
  when.textContent = here === there ? here : `${here} (${there} ${zone})`;
  line.setAttribute("transform", `translate(${at} 0)`);
  dot.setAttribute("cx", at);
  dot.setAttribute("cy", point.y);
  hover.setAttribute("visibility", "visible");
  const width = Math.max(value.getComputedTextLength(), when.getComputedTextLength()) + 16;
  const start = Math.max(left, Math.min(at + 8, right - width));
  box.setAttribute("x", start);
  box.setAttribute("y", 14);
  box.setAttribute("width", width);
  value.setAttribute("x", start + 8);
  value.setAttribute("y", 29);
  when.setAttribute("x", start + 8);
  when.setAttribute("y", 45);
}

function hide(svg) {
  svg.querySelector(".chart-hover")?.setAttribute("visibility", "hidden");
}

let shown = null;

function follow(event) {
  const svg = event.target instanceof Element ? event.target.closest("svg[data-chart]") : null;
  if (shown !== null && shown !== svg) {
    hide(shown);
  }
  shown = svg;
  if (svg !== null) {
    show(svg, event);
  }
}

document.addEventListener("pointermove", follow, { passive: true });
document.addEventListener("pointerdown", follow, { passive: true });

/** The viewer's IANA zone. */
export const viewerZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
