// Keeps what is typed in a form with data-draft until the server has answered it; a reload or a crash loses nothing.
// It lives in this tab only and goes with it, or at sign-out.

const PREFIX = 'draft:';
const NEVER = '[type="hidden"], [type="password"], [type="file"], [name=""], :not([name])';

const forms = [...document.querySelectorAll('form[data-draft]')];
// The server has just answered: what it shows, values and mistakes, is newer than any draft.
const answered = document.querySelector('[data-flash], .error-summary, [aria-invalid="true"]') !== null;

for (const key of Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX))) {
  const isHere = forms.some((form) => keyOf(form) === key);
  if (read(key)?.sent && (answered || !isHere)) sessionStorage.removeItem(key);
}

for (const form of forms) {
  const draft = read(keyOf(form));
  if (draft && !answered) restore(form, draft.fields);
  form.addEventListener('input', () => keep(form, false));
  form.addEventListener('change', () => keep(form, false));
  form.addEventListener('submit', () => keep(form, true));
}

document.addEventListener('submit', (event) => {
  if (event.target.getAttribute('action') === '/deconnexion') sessionStorage.clear();
});

function keyOf(form) {
  return `${PREFIX}${form.dataset.draft}`;
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(form, sent) {
  const fields = fieldsOf(form).map((field) => [field.name, field.value, field.checked ?? null]);
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify({ sent, fields }));
  } catch {
    // Storage is full or refused: the form works as it did without drafts.
  }
}

function restore(form, kept) {
  for (const field of fieldsOf(form)) {
    const isChoice = field.matches('[type="radio"], [type="checkbox"]');
    const found = kept.find(([name, value]) => name === field.name && (!isChoice || value === field.value));
    if (!found) continue;
    if (isChoice) field.checked = found[2];
    else field.value = found[1];
  }
  // htmx begins to listen in a timer that it set before; this one comes after it.
  setTimeout(() => form.dispatchEvent(new CustomEvent('draft:restored', { bubbles: true })));
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.matches('input, select, textarea') && !field.matches(NEVER));
}
