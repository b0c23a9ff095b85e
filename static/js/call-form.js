// In the form of a call, Enter after the motive leads to the slots: at once when those of this motive are there,
// else when they come. A digit that is pressed while they are on their way chooses among them.

const NOT_OURS = 3_000;
let askedAt = -Infinity;
let digit = null;

// Before the page's own keys, which would choose among the slots of another motive.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const pressed = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (pressed && isWaiting() && event.target.id !== 'note') {
    digit = pressed;
    event.preventDefault();
  }
  if (event.key !== 'Enter' || event.target.id !== 'motif') return;
  event.preventDefault();
  if (areCurrent(event.target)) {
    choose(null);
  } else {
    askedAt = performance.now();
    digit = null;
    event.target.form.querySelector('[value="creneaux"]').click();
    event.target.blur();
  }
}, { capture: true });

document.addEventListener('htmx:after:swap', () => {
  if (!isWaiting() || !areCurrent(document.getElementById('motif'))) return;
  askedAt = -Infinity;
  if (digit) choose(digit);
});

function isWaiting() {
  return performance.now() - askedAt < NOT_OURS;
}

function areCurrent(motive) {
  return motive && document.getElementById('creneau')?.dataset.motive === motive.value;
}

function choose(key) {
  const slots = document.getElementById('creneau');
  const slot = key ? slots.querySelector(`[data-key="${key}"]`) : slots.querySelector('input:checked, input');
  slot?.focus();
  if (key) slot?.click();
}
