// The search over the page: Ctrl+K or / opens it, what is typed is answered at once, Enter goes there.
// Ctrl+Enter goes there in another tab; the right arrow shows what can be done with a customer.

const WAITS = 3_000;

const dialog = document.getElementById('palette');
const input = dialog?.querySelector('input');
// Somebody pressed Enter before the answer came: when.
let hurried = -Infinity;

if (dialog) {
  document.body.addEventListener('palette:open', (event) => {
    event.preventDefault();
    open('');
  });
  const opener = document.querySelector('[data-palette-opener]');
  opener.addEventListener('click', () => open(opener.value));
  opener.addEventListener('keydown', (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) open('');
  });
  dialog.addEventListener('click', onClick);
  dialog.addEventListener('keydown', onKey);
  dialog.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
  dialog.addEventListener('close', () => input.setAttribute('aria-expanded', 'false'));
  document.addEventListener('htmx:after:swap', () => {
    if (!dialog.open || !list()) return;
    input.setAttribute('aria-expanded', 'true');
    choose(options()[0]);
    if (isFresh() && performance.now() - hurried < WAITS) go(chosen(), false);
  });
}

function open(text) {
  if (dialog.open) return;
  hurried = -Infinity;
  input.value = text;
  dialog.showModal();
  input.focus();
  input.dispatchEvent(new Event('palette:ask'));
}

function onKey(event) {
  if (event.isComposing) return;
  // It closes the palette, and nothing behind it.
  if (event.key === 'Escape') event.stopPropagation();
  const option = chosen();
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    step(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter') {
    if (!isFresh()) hurried = performance.now();
    else go(option, event.ctrlKey || event.metaKey);
  } else if (event.key === 'ArrowRight' && input.selectionStart === input.value.length && canUnfold(option)) {
    fold(option, false);
  } else if (event.key === 'ArrowLeft' && option?.dataset.of) {
    const owner = document.getElementById(option.dataset.of);
    fold(owner, true);
    choose(owner);
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function onClick(event) {
  if (event.target === dialog) return dialog.close();
  const option = event.target.closest('[role="option"]');
  if (!option) return;
  choose(option);
  if (event.target.closest('[data-unfold]')) fold(option, option.dataset.unfolded === 'true');
  else go(option, event.ctrlKey || event.metaKey);
}

function list() {
  return dialog.querySelector('[role="listbox"]');
}

function isFresh() {
  return list()?.dataset.q === input.value.trim();
}

function options() {
  return [...dialog.querySelectorAll('[role="option"]')].filter((option) => !option.hidden);
}

function chosen() {
  return dialog.querySelector('[role="option"][aria-selected="true"]');
}

function choose(option) {
  chosen()?.setAttribute('aria-selected', 'false');
  if (!option) return input.removeAttribute('aria-activedescendant');
  option.setAttribute('aria-selected', 'true');
  input.setAttribute('aria-activedescendant', option.id);
  option.scrollIntoView({ block: 'nearest' });
}

function step(by) {
  const all = options();
  const at = all.indexOf(chosen());
  choose(all[(at + by + all.length) % all.length]);
}

function canUnfold(option) {
  return option && option.dataset.unfolded === 'false';
}

function fold(option, folded) {
  if (!option?.dataset.unfolded) return;
  option.dataset.unfolded = String(!folded);
  const actions = [...dialog.querySelectorAll(`[data-of="${option.id}"]`)];
  for (const action of actions) action.hidden = folded;
  if (!folded) choose(actions[0]);
}

// The browser's own links: they know telephones and other tabs.
function go(option, elsewhere) {
  if (!option) return;
  const link = document.createElement('a');
  link.href = option.dataset.href;
  if (elsewhere) link.target = '_blank';
  document.body.append(link);
  link.click();
  link.remove();
  dialog.close();
}
