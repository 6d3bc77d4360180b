// Keeps the ward fresh: fetches the page again and puts its list in place. Says so at once when that stops working,
// because a list that only looks live is worse than none.
const period = 3000;
const state = document.getElementById("state");
let fetched = Date.now();
let newest = performance.now();

function age(milliseconds) {
  const minutes = Math.floor(milliseconds / 60000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
}

function showTimes() {
  for (const time of document.querySelectorAll("#ward time")) {
    const at = new Date(time.dateTime);
    time.textContent = age(Date.now() - at);
    time.title = at.toLocaleString();
  }
}

function showState() {
  const stale = performance.now() - newest > 3 * period;
  state.classList.toggle("stale", stale);
  const clock = new Date(fetched).toLocaleTimeString();
  const text = stale ? `Not live since ${clock}` : "Live";
  if (state.textContent !== text) state.textContent = text;
}

async function refresh() {
  try {
    const answer = await fetch("/", { headers: { accept: "text/html" }, signal: AbortSignal.timeout(2 * period) });
    if (answer.status === 401) {
      location.reload();
      return;
    }
    const ward = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("ward");
    if (ward) {
      document.getElementById("ward").replaceChildren(...ward.childNodes);
      fetched = Date.now();
      newest = performance.now();
    }
  } catch {
    // Shown by showState when it lasts.
  }
  showTimes();
  showState();
  setTimeout(refresh, period);
}

showTimes();
showState();
setTimeout(refresh, period);
setInterval(() => { showTimes(); showState(); }, 1000);
