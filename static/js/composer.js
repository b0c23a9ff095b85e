// Where somebody writes on a request: "/" at the start of a line opens the ready words, and they are put where the cursor is.
// Without this file the same buttons put them below the text, by way of the server.

const form = document.getElementById('composer');
const text = form?.elements.message;
const ready = document.getElementById('ready');

if (text && ready) {
  const buttons = [...ready.querySelectorAll('[data-words]')];

  text.addEventListener('beforeinput', (event) => {
    if (event.data !== '/' || event.isComposing || !atLineStart()) return;
    event.preventDefault();
    ready.open = true;
    buttons[0].focus();
  });

  ready.addEventListener('click', (event) => {
    const button = event.target.closest('[data-words]');
    if (!button) return;
    event.preventDefault();
    insert(button.dataset.words);
  });

  ready.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = buttons.indexOf(document.activeElement);
    if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
    else if (event.key === 'Escape') close();
    else if (event.key === '/' && at >= 0) insert('/');
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  document.addEventListener('click', (event) => {
    if (ready.open && !ready.contains(event.target)) ready.open = false;
  });
}

function atLineStart() {
  const before = text.value.slice(0, text.selectionStart);
  return before === '' || before.endsWith('\n');
}

function close() {
  ready.open = false;
  text.focus();
}

function insert(words) {
  close();
  text.setRangeText(words, text.selectionStart, text.selectionEnd, 'end');
  text.dispatchEvent(new Event('input', { bubbles: true }));
}
