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
  // A renderer that takes the page over brings elements without the browser's own words.
  if (texts) { showTimes(); showState(); }
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-beat", "datetime"] });

setInterval(() => {
  showTimes();
  showState();
  // The connection is there and nothing comes: the session has ended behind our back.
  if (!down && performance.now() - beatSeen > 3 * stale && !document.hidden) freshPage();
}, 1000);
showTimes();
showState();

// Own reconnection: a banner at the top in place of the stock dialog, which covers the page. It tries for ever; a server that
// no longer knows the session gets a fresh page.
async function reconnect() {
  while (down) {
    try {
      if (await Blazor.reconnect()) return;
      await freshPage();
    } catch {
      // Tried again below.
    }
    await new Promise(done => setTimeout(done, 1000));
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

// A fresh page, but only once the server can give one: an error page of the browser would say nothing of the ward.
async function freshPage() {
  try {
    if ((await fetch("/health/live", { cache: "no-store" })).ok) location.reload();
  } catch {
    // Still away.
  }
}

// While somebody points at the list or has the focus in it, the server keeps the rows where they are; not for ever, since a
// pointer is left lying around.
const patience = 20000;

export function watchList(list, page) {
  let held = false;
  let last = 0;
  const tell = value => {
    if (held === value) return;
    held = value;
    page.invokeMethodAsync("SetHeld", value).catch(() => { held = false; });
  };
  const rows = () => list.querySelector(".rows");
  const inside = () => {
    const table = rows();
    return table && (table.matches(":hover") || table.contains(document.activeElement));
  };
  const look = () => { last = performance.now(); tell(Boolean(inside())); };
  for (const event of ["pointermove", "pointerleave", "focusin", "keydown"]) list.addEventListener(event, look);
  list.addEventListener("focusout", () => setTimeout(look));
  const timer = setInterval(() => {
    if (!list.isConnected) clearInterval(timer);
    else if (!inside() || performance.now() - last > patience) tell(false);
  }, 1000);
  watchHigh(list);
}

// Sound and notification for a new unacknowledged high alert, if switched on in this browser.
let audio = null;

function burst() {
  if (!audio) return;
  const start = audio.currentTime + 0.05;
  // Three rising tones twice: told apart from a telephone, and not from a device at the bedside.
  [0, 0.18, 0.36, 0.9, 1.08, 1.26].forEach((at, i) => {
    const [tone, gain] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = [523, 659, 784][i % 3];
    gain.gain.setValueAtTime(0, start + at);
    gain.gain.linearRampToValueAtTime(0.25, start + at + 0.02);
    gain.gain.linearRampToValueAtTime(0, start + at + 0.15);
    tone.connect(gain).connect(audio.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.16);
  });
  document.documentElement.dataset.sounded = String(Number(document.documentElement.dataset.sounded ?? 0) + 1);
}

function toggle(id, key, word, turnOn) {
  const button = document.getElementById(id);
  if (!button || button.dataset.ready) return;
  button.dataset.ready = "yes";
  const show = on => {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = `${word} ${on ? "on" : "off"}`;
    try { localStorage.setItem(key, on ? "on" : "off"); } catch { /* Not kept then. */ }
  };
  button.addEventListener("click", async () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    show(on && await turnOn());
  });
  let kept = "off";
  try { kept = localStorage.getItem(key) ?? "off"; } catch { /* Off then. */ }
  if (kept === "on") turnOn().then(show);
}

function watchHigh(list) {
  toggle("sound", "rpm.sound", "Sound", async () => { audio ??= new AudioContext(); await audio.resume(); return true; });
  toggle("notify", "rpm.notify", "Notify", async () => "Notification" in window && (Notification.permission === "granted" || await Notification.requestPermission() === "granted"));
  const ids = () => new Set((list.dataset.high ?? "").split(" ").filter(Boolean));
  let known = ids();
  new MutationObserver(() => {
    const now = ids();
    const fresh = [...now].filter(id => !known.has(id)).length;
    known = now;
    if (fresh === 0) return;
    if (document.getElementById("sound")?.getAttribute("aria-pressed") === "true") burst();
    // No name and no value: a notification is read by whoever passes by.
    if (document.getElementById("notify")?.getAttribute("aria-pressed") === "true") new Notification("Rpm", { body: `${fresh} new high alert${fresh === 1 ? "" : "s"}`, tag: "rpm-high" });
  }).observe(list, { attributes: true, attributeFilter: ["data-high"] });
}
