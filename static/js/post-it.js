// The capture box over any page: P or N opens it; where the page has a box of its own, that one is used.
// What was typed stays when the dialog is closed and opened again.

const dialog = document.getElementById('post-it-dialog');
const opener = document.querySelector('[data-post-it]');

if (dialog && opener) {
  opener.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const own = document.querySelector('main #texte');
    if (own) own.focus();
    else open();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('keydown', (event) => {
    // It closes the box, and nothing behind it.
    if (event.key === 'Escape') event.stopPropagation();
  });
  document.addEventListener('htmx:after:swap', () => {
    if (dialog.open && !dialog.contains(document.activeElement?.closest('input, select'))) focus();
  });
}

function open() {
  dialog.showModal();
  if (dialog.querySelector('form')) focus();
  else dialog.querySelector('#post-it-box').dispatchEvent(new Event('post-it:open'));
}

function focus() {
  dialog.querySelector('#texte')?.focus();
}
