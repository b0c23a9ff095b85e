// The keyboard: an element with data-key="F2" is followed, pressed, checked or focused by that key.
// Digits are read by their place, for on a French keyboard they need Shift; letters by what is written on them.

const GO_WITHIN = 1_500;
// What is meant for the page even while somebody types in a field.
const WORKS_WHILE_TYPING = /^(F\d+|Escape|Control\+(Enter|k)|Alt\+.)$/;

let goUntil = 0;

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const key = nameOf(event);
  if (!key) return;
  const typing = isTyping(event.target);
  if (typing && !WORKS_WHILE_TYPING.test(key)) return;
  if (key.length === 1 && document.documentElement.dataset.singleKeys === 'off') return;
  if (key.startsWith('Arrow') && event.target.closest('[role="region"], [type="radio"]')) return;
  if (run(key, event)) event.preventDefault();
});

// As in F2, a, 1, Control+Enter, Alt+r; nothing for AltGr, which writes characters.
function nameOf(event) {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.altKey) return '';
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  const key = digit ?? (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  return `${control ? 'Control+' : ''}${event.altKey ? 'Alt+' : ''}${key}`;
}

function isTyping(element) {
  return element.matches?.(
    'textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"], [type="button"], [type="submit"])',
  );
}

function run(key, event) {
  const going = Date.now() < goUntil;
  goUntil = 0;
  if (going && key.length === 1) return activate(find('data-go', key, event.target));
  if (key === 'g') {
    goUntil = Date.now() + GO_WITHIN;
    return true;
  }
  if (key === 'Control+k' || key === '/') return !document.body.dispatchEvent(new Event('palette:open', { cancelable: true }));
  if (key === 'x') return choose(true);
  if (/^[est]$/.test(key)) choose(false);
  if (activate(find('data-key', key, event.target))) return true;
  if (key === 'n') return activate(find('data-key', 'p', event.target));
  if (key === 'F2') return activate(find('data-key', 'a', event.target));
  if (key === 'j' || key === 'k') return moveInRows(key === 'j' ? 1 : -1);
  return false;
}

// The form in hand first, then a call, then the page, then what stands around it.
function find(attribute, key, from) {
  const selector = `[${attribute}="${CSS.escape(key)}"]`;
  const places = [from.closest?.('form'), document.getElementById('call-card'), document.getElementById('main'), document];
  for (const place of places) {
    const found = [...(place?.querySelectorAll(selector) ?? [])].find((element) => element.checkVisibility() && !element.disabled);
    if (found) return found;
  }
  return null;
}

function activate(element) {
  if (!element) return false;
  if (isTyping(element)) {
    element.focus();
    element.select?.();
  } else {
    if (element.matches('input')) element.focus();
    element.click();
    document.getElementById(element.dataset.keyThen)?.focus();
    // What opens a form is followed into it.
    if (element.matches('summary') && element.parentElement.open) element.parentElement.querySelector('textarea, .input')?.focus();
  }
  return true;
}

// In a list of which rows can be chosen: the row in hand, again and again; or it alone where none is chosen yet.
function choose(again) {
  const box = document.activeElement?.closest('.rows-chosen > li')?.querySelector('.row-choice > input');
  if (!box || (!again && box.form?.querySelector('.row-choice > input:checked'))) return false;
  box.checked = again ? !box.checked : true;
  return true;
}

function moveInRows(step) {
  const rows = [...document.querySelectorAll('main a.row-title')].filter((row) => row.checkVisibility());
  const at = rows.indexOf(document.activeElement);
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  next?.focus();
  return Boolean(next);
}
