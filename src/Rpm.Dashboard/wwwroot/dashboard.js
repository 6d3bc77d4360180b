// The browser's part of the page: whether it is live, how old things are, and times in the viewer's zone.
// A list that only looks live is worse than none, so nothing here trusts the connection: it watches what arrives.
const stale = 5000;
const started = performance.now();
let beatSeen = performance.now();
let beatWall = Date.now();
let down = false;

function age(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return "now";
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

const two = n => String(n).padStart(2, "0");
const clock = d => `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;

function stamp(date) {
  const today = new Date();
  const short = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return date.toDateString() === today.toDateString() ? short : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${short}`;
}

// Only the text node's own text changes: the server's renderer keeps its hold on it.
function write(element, text) {
  const node = element.firstChild;
  if (node && node.nodeType === Node.TEXT_NODE && node.data !== text) node.data = text;
}

function showTimes(root = document) {
  const now = Date.now();
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    write(time, time.dataset.show === "age" ? age(Math.max(0, now - at)) : stamp(at));
  }
}

function showState() {
  const live = document.getElementById("live");
  const banner = document.getElementById("not-live");
  if (!live || !banner) return;
  const still = performance.now() - beatSeen;
  const lost = down || still > stale;
  const starting = lost && !down && performance.now() - started < 2 * stale && !document.querySelector("[data-interactive]");
  document.documentElement.dataset.live = starting ? "starting" : lost ? "no" : "yes";
  const text = starting ? "Connecting" : lost ? "Not live" : "Live";
  if (live.textContent !== text) live.textContent = text;
  banner.hidden = !lost || starting;
  const since = `Not live since ${clock(new Date(beatWall))}. What is shown may be out of date. Reconnecting.`;
  if (lost && !starting && banner.textContent !== since) banner.textContent = since;
  if (!lost && banner.textContent !== "") banner.textContent = "";
}

function beat() {
  beatSeen = performance.now();
  beatWall = Date.now();
  showState();
}

new MutationObserver(changes => {
  let texts = false;
  for (const change of changes) {
    if (change.type === "attributes") {
      if (change.target.id === "live" && !down) beat();
      else texts = true;
    } else if (change.addedNodes.length > 0) texts = true;
  }
  if (texts) showTimes();
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-beat", "datetime"] });

setInterval(() => { showTimes(); showState(); }, 1000);
showTimes();
showState();

// Own reconnection: a banner at the top in place of the stock dialog, which covers the page. It tries for ever; a server that
// no longer knows the session gets a fresh page.
async function reconnect() {
  while (down) {
    try {
      if (await Blazor.reconnect()) return;
      location.reload();
      return;
    } catch {
      await new Promise(done => setTimeout(done, 1000));
    }
  }
}

Blazor.start({
  circuit: {
    configureSignalR: builder => builder.withServerTimeout(6000).withKeepAliveInterval(2000),
    reconnectionHandler: {
      onConnectionDown() { if (!down) { down = true; showState(); reconnect(); } },
      onConnectionUp() { down = false; beat(); },
    },
  },
});
