// What the page says by itself: messages that can be closed, announcements, requests that got no answer.

for (const button of document.querySelectorAll('[data-dismiss]')) button.hidden = false;

document.addEventListener('click', (event) => {
  event.target.closest?.('[data-dismiss]')?.closest('[data-flash]')?.remove();
});

// Other modules speak to screen readers so: document.body.dispatchEvent(new CustomEvent('say', { detail: 'Déplacé.' }))
document.body.addEventListener('say', (event) => {
  const announcer = document.getElementById('announcer');
  if (announcer) announcer.textContent = event.detail;
});

// What was sent by htmx and never answered; an answer, even a bad one, has its own words.
document.body.addEventListener('htmx:error', (event) => {
  const context = event.detail?.ctx;
  const asked = context?.request?.method !== 'GET';
  if (context?.response || !asked) return;
  show('Pas de réponse du serveur. Rien n’est perdu : vérifiez la connexion, puis recommencez.');
});

function show(text) {
  const toasts = document.getElementById('toasts');
  if (!toasts) return;
  const toast = document.createElement('div');
  toast.className = 'flash flash-error';
  toast.dataset.flash = '';
  const words = document.createElement('p');
  words.textContent = text;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'button button-small';
  close.dataset.dismiss = '';
  close.textContent = 'Fermer';
  toast.append(words, close);
  toasts.replaceChildren(toast);
}
