// Tells every tab what changed: one stream for the whole browser, held by one tab and relayed to the others.
// The stream carries names and ids; regions fetch themselves again: hx-trigger="live:call from:body".

const TOPICS = ['call', 'planning', 'messages', 'promises', 'tickets', 'mails', 'presence'];
const URGENT = 'call';
const PATIENCE = 10_000;
const POLL_EVERY = 15_000;
const RETRY_AFTER = 5_000;
const REMEMBERED_FOR = 60_000;

const channel = new BroadcastChannel('relais-live');
const missedWhileHidden = new Set();
let recent = [];
let leading = false;
let leave = () => {};

// Each tab asks once for the calls in progress, when it can no longer miss the next.
let askForCalls = () => dispatch(URGENT, {});

channel.onmessage = ({ data }) => {
  if (data.joined) welcome(data.joined);
  else if (data.welcome === performance.timeOrigin) start();
  else if (!data.welcome) receive(data);
};

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  for (const topic of covering(missedWhileHidden)) dispatch(topic, {});
  missedWhileHidden.clear();
});

// A page in the back-forward cache holds neither lock nor stream; it comes back with old contents.
addEventListener('pagehide', () => leave());
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  refresh();
  join();
});

join();
// Neither a stream nor a tab that has one: the page is as the server drew it, and the calls are asked for.
setTimeout(start, 2_000);

function join() {
  const left = new Promise((resolve) => { leave = resolve; });
  channel.postMessage({ joined: performance.timeOrigin });
  if (!navigator.locks) return lead(left);
  const abort = new AbortController();
  left.then(() => abort.abort());
  navigator.locks.request('relais-live', { signal: abort.signal }, () => lead(left)).catch((error) => {
    if (error.name !== 'AbortError') throw error;
  });
}

// Holds the stream until this tab leaves.
async function lead(left) {
  let stream, retry, poll, alarm;

  const connect = () => {
    stream = new EventSource('/live');
    stream.onopen = up;
    stream.onerror = down;
    stream.addEventListener('refresh', () => tellAll({ refresh: true }));
    for (const topic of TOPICS) {
      stream.addEventListener(topic, (event) => tellAll({ topic, detail: JSON.parse(event.data || '{}') }));
    }
  };
  const up = () => {
    clearTimeout(alarm);
    clearInterval(poll);
    alarm = poll = undefined;
    leading = true;
    askForCalls = () => {};
    tellAll({ down: false });
    // Nobody knows what was said before: everything is read again.
    tellAll({ refresh: true });
  };
  const down = () => {
    alarm ??= setTimeout(() => {
      tellAll({ down: true });
      poll = setInterval(() => tellAll({ refresh: true }), POLL_EVERY);
    }, PATIENCE);
    // The browser tries again by itself, except after an answer that was no stream.
    if (stream.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY_AFTER);
  };

  connect();
  await left;
  leading = false;
  stream.close();
  clearTimeout(retry);
  clearTimeout(alarm);
  clearInterval(poll);
}

function tellAll(message) {
  const now = Date.now();
  recent = recent.filter(({ at }) => now - at < REMEMBERED_FOR);
  if (message.topic) recent.push({ at: now, message });
  channel.postMessage(message);
  receive(message);
}

// Only the tab with the stream does this. What happened since the server drew the new tab's page was said before it listened.
function welcome(joined) {
  if (!leading) return;
  for (const { at, message } of recent) {
    if (at >= joined) channel.postMessage(message);
  }
  channel.postMessage({ welcome: joined });
}

function start() {
  askForCalls();
  askForCalls = () => {};
}

function receive({ topic, detail, refresh: everything, down }) {
  if (topic) announce(topic, detail);
  if (everything) refresh();
  if (down !== undefined) {
    const bar = document.getElementById('live-status');
    if (bar) bar.hidden = !down;
  }
}

function refresh() {
  for (const topic of covering(TOPICS)) announce(topic, {});
}

// Few enough of these topics that every region which follows any of them fetches itself once.
function covering(topics) {
  const chosen = new Set();
  for (const region of document.querySelectorAll('[hx-trigger*="live:"]')) {
    const followed = [...topics].filter((topic) => region.getAttribute('hx-trigger').includes(`live:${topic} `));
    if (followed.length > 0 && !followed.some((topic) => chosen.has(topic))) chosen.add(followed[0]);
  }
  return chosen;
}

function announce(topic, detail) {
  if (document.hidden && topic !== URGENT) missedWhileHidden.add(topic);
  else dispatch(topic, detail);
}

function dispatch(topic, detail) {
  document.body.dispatchEvent(new CustomEvent(`live:${topic}`, { bubbles: true, detail }));
}
