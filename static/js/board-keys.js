// The planning's board by keyboard. With nothing held, arrows go from visit to visit and Enter takes one in hand;
// then arrows move it (with Shift by an hour), + and - change how long it takes, Enter puts it down, Escape back.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Before the page's other keys are looked at.
document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (document.querySelector('dialog[open]')) return;
  const done = document.querySelector('#board.is-holding') ? steer(event) : walk(event);
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

function steer({ key, shiftKey, target }) {
  if (key === 'Escape') return tell('cancel');
  if (target.closest?.('#board-held, input, textarea, select')) return false;
  if (key === 'Enter' || key === ' ') return tell('drop');
  if (key === '+' || key === '-') return tell('nudge', { length: key === '+' ? 1 : -1 });
  const step = STEPS[key];
  if (!step) return false;
  return tell('nudge', { quarters: step[0] * (shiftKey ? 4 : 1), rows: step[1] });
}

function walk({ key, target }) {
  const card = target.closest?.('#board .visit');
  if (!card) return false;
  if ((key === 'Enter' || key === ' ') && card.dataset.version) {
    return tell('pick', { element: card, by: 'keys' });
  }
  if (key === 'o') {
    location.assign(card.href);
    return true;
  }
  const step = STEPS[key];
  if (!step) return false;
  const next = step[0] ? beside(card, step[0]) : across(card, step[1]);
  next?.focus();
  next?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return true;
}

// The one before or after, by time, over the ends of rows.
function beside(card, step) {
  const cards = [...document.querySelectorAll('.board-row')].flatMap(inOrder);
  return cards[cards.indexOf(card) + step];
}

// The nearest in time of the next row that has any.
function across(card, step) {
  const rows = [...document.querySelectorAll('.board-row')];
  const at = startOf(card);
  for (let row = rows.indexOf(card.closest('.board-row')) + step; rows[row]; row += step) {
    const nearest = inOrder(rows[row]).sort((a, b) => Math.abs(startOf(a) - at) - Math.abs(startOf(b) - at));
    if (nearest.length > 0) return nearest[0];
  }
  return null;
}

function inOrder(row) {
  return [...row.querySelectorAll('.visit')].sort((a, b) => startOf(a) - startOf(b));
}

function startOf(card) {
  return Number(/\bs(\d+)\b/.exec(card.className)?.[1] ?? 0);
}

function tell(what, detail) {
  document.dispatchEvent(new CustomEvent(`board:${what}`, { detail }));
  return true;
}
