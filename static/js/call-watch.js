// The page that watches over the telephone: its title tells who calls, a notification does where the person allows it,
// and a small window stays above all others where the browser has such windows. They show what the call cards say.

const cards = document.getElementById('call-card');
const status = document.querySelector('[data-watch-status]');
const quiet = document.title;
const seen = new Set();
let above = null;

if ('documentPictureInPicture' in window) {
  document.querySelector('[data-watch-pip]').hidden = false;
  document.querySelector('[data-watch-none]').hidden = true;
  document.querySelector('[data-watch-open]').addEventListener('click', open);
}
if ('Notification' in window && Notification.permission === 'default') {
  const offer = document.querySelector('[data-watch-notify]');
  offer.hidden = false;
  document.querySelector('[data-watch-ask]').addEventListener('click', async () => {
    offer.hidden = (await Notification.requestPermission()) !== 'default';
    tell();
  });
}

new MutationObserver(update).observe(cards, { childList: true, subtree: true, characterData: true });
tell();
update();

function tell() {
  const notified = 'Notification' in window && Notification.permission === 'granted';
  status.textContent = above ? 'La petite fenêtre est ouverte.' : notified ? 'Les notifications sont autorisées.' : '';
}

// What the newest card says, in three short lines.
function current() {
  const card = cards.querySelector('.call-card');
  if (!card) return null;
  const words = (selector) => card.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
  return {
    id: card.id.replace('call-', ''),
    head: words('.call-card-head'),
    name: words('h2'),
    detail: words('.call-card-body p'),
    taken: card.classList.contains('is-taken'),
  };
}

function update() {
  const call = current();
  document.title = call ? `${call.name} · ${call.head}` : quiet;
  if (above) draw(above.document, call);
  if (!call || call.taken || seen.has(call.id)) return;
  seen.add(call.id);
  if (document.hidden && !above && 'Notification' in window && Notification.permission === 'granted') {
    const notice = new Notification(call.name, { body: `${call.head}\n${call.detail}`, tag: `call-${call.id}` });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
  }
}

async function open() {
  if (above) return;
  above = await window.documentPictureInPicture.requestWindow({ width: 340, height: 170 });
  const { document: page } = above;
  page.documentElement.lang = 'fr';
  page.documentElement.dataset.theme = document.documentElement.dataset.theme ?? '';
  page.title = 'Veille téléphonique';
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"]')) {
    const link = page.createElement('link');
    link.rel = 'stylesheet';
    link.href = sheet.href;
    page.head.append(link);
  }
  page.body.className = 'watch';
  above.addEventListener('pagehide', () => {
    above = null;
    tell();
  });
  draw(page, current());
  tell();
}

function draw(page, call) {
  const line = (name, className, text) => {
    const element = page.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  };
  if (!call) {
    page.body.replaceChildren(line('p', 'watch-quiet', 'Aucun appel.'));
    return;
  }
  const lines = [line('p', 'watch-head', call.head), line('h1', 'watch-name', call.name), line('p', 'watch-detail', call.detail)];
  if (!call.taken) {
    const button = line('button', 'button button-primary', 'Ouvrir');
    button.type = 'button';
    button.addEventListener('click', () => take(call.id));
    lines.push(button);
  }
  page.body.replaceChildren(...lines);
}

// The call opens in a tab of its own, so that this one, and the window above all others, stay.
function take(id) {
  const form = document.getElementById(`take-${id}`);
  if (!form) return;
  form.target = 'relais-appel';
  form.requestSubmit();
}
