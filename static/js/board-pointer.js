// The planning's board by mouse and pen: drag, or click and click again. A finger taps twice, for it scrolls by dragging.

const FAR_ENOUGH = 6;
const EDGE = 48;
const STEP = 16;

const wide = matchMedia('(min-width: 700px)');
// What the pointer is pressed on, since when it moves.
let press = null;
let pointer = null;
let frame = 0;
// Where rows and columns are, as long as nothing moves them.
let plan = null;
let swallow = false;

document.addEventListener('pointerdown', (event) => {
  swallow = false;
  if (event.button !== 0 || event.pointerType === 'touch' || !wide.matches) return;
  const element = event.target.closest?.('.visit[data-version], .tray li[data-ticket]');
  if (!element || event.target.closest('button, form') || !board()) return;
  press = { element, x: event.clientX, y: event.clientY, mode: event.target.matches('.visit-grip') ? 'resize' : 'move' };
});

document.addEventListener('pointermove', (event) => {
  pointer = { x: event.clientX, y: event.clientY };
  if (press && !press.dragging) {
    if (Math.hypot(pointer.x - press.x, pointer.y - press.y) < FAR_ENOUGH) return;
    press.dragging = true;
    press.grab = press.element.dataset.ticket ? 0 : press.x - press.element.getBoundingClientRect().left;
    board().setPointerCapture(event.pointerId);
    tell('pick', { element: press.element, by: 'pointer', mode: press.mode });
  }
  if (follows()) frame ||= requestAnimationFrame(follow);
});

document.addEventListener('pointerup', (event) => {
  const { dragging, mode, grab } = press ?? {};
  press = null;
  if (!dragging) return;
  swallow = true;
  // The last frame may not have been drawn yet.
  tell('aim', placeAt(event.clientX, event.clientY, mode === 'move' ? grab : 0, Math.round));
  const box = board().getBoundingClientRect();
  const isInside = event.clientX >= box.left && event.clientX <= box.right
    && event.clientY >= box.top && event.clientY <= box.bottom;
  tell(isInside ? 'drop' : 'cancel');
});

for (const ended of ['pointercancel', 'board:cancel']) {
  document.addEventListener(ended, () => {
    const { dragging } = press ?? {};
    press = null;
    plan = null;
    if (dragging && ended === 'pointercancel') tell('cancel');
  });
}

// A link that is dragged would be dragged as its address.
document.addEventListener('dragstart', (event) => {
  if (event.target.closest?.('.visit[data-version], .tray li[data-ticket]')) event.preventDefault();
});

document.addEventListener('click', (event) => {
  if (swallow) {
    swallow = false;
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (!wide.matches || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const by = event.detail === 0 ? 'keys' : 'pointer';
  const button = event.target.closest('[data-pick]');
  if (button) {
    tell('pick', { element: button.closest('li'), by });
    return;
  }
  const card = event.target.closest('.visit[data-version]');
  // What is held already is opened by another click.
  if (card) {
    if (card.classList.contains('is-held')) return;
    event.preventDefault();
    plan = null;
    tell('pick', { element: card, by });
    return;
  }
  const row = event.target.closest('.board.is-holding .board-row');
  if (!row || event.target.closest('.board-name, a, button')) return;
  plan = null;
  tell('aim', placeAt(event.clientX, event.clientY, 0, Math.floor));
  tell('drop');
}, true);

for (const moved of ['scroll', 'resize']) addEventListener(moved, () => { plan = null; }, { capture: true, passive: true });
document.body.addEventListener('htmx:after:swap', () => { plan = null; });

// Once a frame at most: read, then write.
function follow() {
  frame = 0;
  if (!follows()) return;
  const { x, y } = pointer;
  const box = board().getBoundingClientRect();
  const across = press ? edge(x, Math.max(box.left + 150, 0), Math.min(box.right, innerWidth)) : 0;
  const down = press ? edge(y, 0, innerHeight) : 0;
  const round = press ? Math.round : Math.floor;
  tell('aim', placeAt(x, y, press?.mode === 'move' ? press.grab : 0, round));
  if (!across && !down) return;
  board().scrollLeft += across * STEP;
  scrollBy(0, down * STEP);
  frame = requestAnimationFrame(follow);
}

function follows() {
  return pointer && board()?.matches('.is-holding[data-by="pointer"]');
}

function edge(at, least, most) {
  if (at < least + EDGE) return -1;
  return at > most - EDGE ? 1 : 0;
}

// The row under the pointer, if any, and the quarters of an hour that begin and end there.
function placeAt(x, y, grab, round) {
  plan ??= measure();
  const row = plan.rows.find(({ top, bottom }) => y >= top && y < bottom);
  const quarter = (x - grab - plan.left) / plan.width;
  return { row: row?.id, start: round(quarter), end: Math.round((x - plan.left) / plan.width) };
}

function measure() {
  const rows = [...document.querySelectorAll('.board-row[data-technician]')].map((row) => {
    const { top, bottom, left, width } = row.getBoundingClientRect();
    return { id: row.id, top, bottom, left, width };
  });
  const names = document.querySelector('.board-name').offsetWidth;
  return { rows, left: rows[0].left + names, width: (rows[0].width - names) / 48 };
}

function board() {
  return document.getElementById('board');
}

function tell(what, detail) {
  document.dispatchEvent(new CustomEvent(`board:${what}`, { detail }));
}
