// What is held on the planning's board, where it would go, and what the server says of it.
//
// Mouse and keyboard speak to it by events on the document:
//   board:pick { element, by: 'pointer' | 'keys', mode: 'move' | 'resize' }, board:aim { row, start, end },
//   board:nudge { quarters, rows, length }, board:drop, board:cancel.
// It says board:moved { id } of what it has moved itself.

const OPENS = 7 * 60;
const QUARTERS = 48;
const HELP = 'Flèches pour déplacer, Entrée pour poser, Échap pour annuler.';

const bar = document.getElementById('board-held');
const answerBox = document.getElementById('board-answer');
const ghost = document.createElement('div');

let held = null;
// Refused, and still to be forced or put back.
let refused = null;

document.documentElement.classList.add('has-board');
const on = (name, act) => document.addEventListener(`board:${name}`, ({ detail }) => act(detail));
on('pick', pick);
on('aim', aim);
on('nudge', nudge);
on('drop', drop);
on('cancel', () => cancel());

bar.querySelector('[data-held-cancel]').addEventListener('click', () => cancel());
document.body.addEventListener('htmx:after:swap', survive);
document.addEventListener('submit', undo);
answerBox.addEventListener('submit', askAgain);
answerBox.addEventListener('close', () => {
  if (answerBox.returnValue !== 'again') putBack();
});
answerBox.addEventListener('click', (event) => {
  if (!event.target.closest('[data-cancel]')) return;
  event.preventDefault();
  answerBox.close('');
});

function pick({ element, by, mode = 'move' }) {
  if (held) release();
  const { ticket, version, label } = element.dataset;
  const quarters = Number(element.dataset.quarters);
  const row = element.closest('.board-row') ?? document.querySelector('.board-row');
  if (!row) return;
  const from = { row: row.id, start: ticket ? 4 : Number(element.dataset.start), quarters };
  held = { id: element.id, ticket, version, label, mode, from, at: { ...from }, aimed: !ticket || by === 'keys' };
  board().classList.add('is-holding');
  board().dataset.by = by;
  bar.hidden = false;
  bar.querySelector('[data-held-label]').textContent = label;
  bar.querySelector('[data-held-open]').href = ticket ? `/demandes/${ticket}` : element.href;
  draw();
  say(`${label}, ${words()}. ${HELP}`);
}

function aim({ row, start, end }) {
  if (!held) return;
  const to = { ...held.at };
  if (held.mode === 'resize') {
    to.quarters = clamp(end - to.start, 1, QUARTERS - to.start);
  } else {
    to.row = row ?? to.row;
    to.start = clamp(start, 0, QUARTERS - to.quarters);
  }
  move(to);
}

function nudge({ quarters = 0, rows = 0, length = 0 }) {
  if (!held) return;
  const { at, from } = held;
  const to = { ...at };
  const isMoved = at.row !== from.row || at.start !== from.start;
  if (length && (held.ticket || isMoved)) {
    say('La durée se change à sa place : posez d’abord, puis reprenez.');
    return;
  }
  if (length) held.mode = 'resize';
  if (held.mode === 'resize') {
    to.quarters = clamp(at.quarters + length + quarters, 1, QUARTERS - at.start);
  } else {
    const all = [...document.querySelectorAll('.board-row[data-technician]')];
    const now = all.findIndex((row) => row.id === at.row);
    to.row = all[clamp(now + rows, 0, all.length - 1)].id;
    to.start = clamp(at.start + quarters, 0, QUARTERS - at.quarters);
  }
  move(to);
  ghost.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  say(words());
}

function move(to) {
  const { at, aimed } = held;
  if (aimed && at.row === to.row && at.start === to.start && at.quarters === to.quarters) return;
  held.at = to;
  held.aimed = true;
  draw();
}

// Only what differs is written: a row is laid out by itself.
function draw() {
  document.getElementById(held.id)?.classList.add('is-held');
  bar.querySelector('[data-held-words]').textContent = held.aimed ? words() : 'Choisissez sa place sur le planning.';
  const row = held.aimed && document.getElementById(held.at.row);
  if (!row) return;
  place(ghost, 'ghost', held.at);
  ghost.textContent = `${clock(held.at.start)} – ${clock(held.at.start + held.at.quarters)}`;
  if (ghost.parentElement === row) return;
  ghost.parentElement?.classList.remove('is-target');
  row.append(ghost);
  row.classList.add('is-target');
}

function words() {
  const { row, start, quarters } = held.at;
  return `${nameOf(row)}, ${clock(start)} à ${clock(start + quarters)}`;
}

// Nothing is held any more; nothing else has changed.
function release() {
  ghost.parentElement?.classList.remove('is-target');
  ghost.remove();
  board()?.classList.remove('is-holding');
  bar.hidden = true;
  document.getElementById(held.id)?.classList.remove('is-held');
  held = null;
}

function cancel(why = 'Remis à sa place.') {
  const id = held?.id;
  if (!id) return;
  release();
  focus(id);
  say(why);
}

async function drop() {
  if (!held?.aimed) return undefined;
  const { from, at } = held;
  const isSame = from.row === at.row && from.start === at.start && from.quarters === at.quarters;
  if (isSame && !held.ticket) return cancel();
  const asked = held;
  release();
  showAsked(asked);
  return settle(asked, await send(...request(asked)));
}

function request({ id, ticket, version, mode, at }) {
  const row = document.getElementById(at.row);
  const fields = new URLSearchParams({
    technicien: row.dataset.technician, date: board().dataset.date, debut: wall(at.start),
  });
  if (ticket) {
    fields.set('demande', ticket);
    fields.set('cle', document.getElementById(id)?.dataset.keyOnce ?? '');
    return ['/planning/placement', fields];
  }
  fields.set('visite', id.replace('visit-', ''));
  fields.set('version', version);
  if (mode === 'resize') fields.set('duree', at.quarters * 15);
  return ['/planning/deplacement', fields];
}

// As if the server had agreed already.
function showAsked({ id, ticket, at }) {
  const row = document.getElementById(at.row);
  if (ticket) {
    place(ghost, 'ghost is-pending', at);
    row?.append(ghost);
    return;
  }
  const card = document.getElementById(id);
  if (!card || !row) return;
  place(card, card.className.replace(/ ?\b[sd]\d+\b/g, ''), at);
  card.classList.add('is-pending');
  if (card.parentElement !== row) row.append(card);
  card.focus({ preventScroll: true });
}

function settle(asked, { status, html }) {
  if (status === 409) {
    refused = asked;
    answerBox.innerHTML = html;
    answerBox.showModal();
    return;
  }
  document.dispatchEvent(new CustomEvent('board:moved', { detail: { id: asked.id } }));
  ghost.remove();
  toast(status === 200 ? html : failure(status));
  refresh();
}

async function askAgain(event) {
  event.preventDefault();
  const asked = refused;
  refused = null;
  const sent = [event.target.action, new URLSearchParams(new FormData(event.target))];
  answerBox.close('again');
  settle(asked, await send(...sent));
}

function putBack() {
  if (!refused) return;
  const { id, ticket, from } = refused;
  refused = null;
  ghost.remove();
  const card = document.getElementById(id);
  if (!ticket && card) {
    place(card, card.className.replace(/ ?\b(?:[sd]\d+|is-pending)\b/g, ''), from);
    document.getElementById(from.row)?.append(card);
  }
  focus(id);
  say('Remis à sa place.');
  refresh();
}

async function undo(event) {
  if (!event.target.matches('[data-board-undo]')) return;
  event.preventDefault();
  const { status, html } = await send(event.target.action, new URLSearchParams());
  toast(status === 200 ? html : failure(status));
  refresh();
}

async function send(url, fields) {
  try {
    const answer = await fetch(url, { method: 'POST', body: fields, headers: { 'HX-Request': 'true' } });
    // Signed out, or a form that must be filled in first.
    if (answer.redirected) location.assign(answer.url);
    return { status: answer.status, html: await answer.text() };
  } catch {
    return { status: 0, html: '' };
  }
}

function failure(status) {
  const why = status === 0 ? 'Pas de réponse du serveur.' : 'Le planning n’a pas pu être changé.';
  return `<div class="flash flash-error" data-flash><p>${why} Rien n’a bougé : vérifiez, puis recommencez.</p>
    <button class="button button-small" type="button" data-dismiss>Fermer</button></div>`;
}

function toast(html) {
  document.getElementById('toasts').innerHTML = html;
}

function refresh() {
  document.body.dispatchEvent(new CustomEvent('live:planning', { bubbles: true, detail: {} }));
}

// The board was read again while something is held: it stays in hand, unless somebody else has moved it.
function survive() {
  if (!held) return;
  const element = document.getElementById(held.id);
  if (!element || (held.version && element.dataset.version !== held.version)) {
    cancel(`${held.label} : quelqu’un vient de le changer.`);
    return;
  }
  board().classList.add('is-holding');
  draw();
}

function board() {
  return document.getElementById('board');
}

function focus(id) {
  const element = document.getElementById(id);
  (element?.querySelector('[data-pick]') ?? element)?.focus({ preventScroll: true });
}

function place(element, name, { start, quarters }) {
  element.className = `${name} s${start} d${quarters}`;
}

function nameOf(row) {
  return document.getElementById(row)?.getAttribute('aria-label') ?? '';
}

// `14 h 30`
function clock(quarter) {
  const minutes = OPENS + quarter * 15;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest ? ` ${rest}` : ''}`;
}

// `14:30`
function wall(quarter) {
  const minutes = OPENS + quarter * 15;
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}

function say(text) {
  document.body.dispatchEvent(new CustomEvent('say', { detail: text }));
}
