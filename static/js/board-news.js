// What others have changed on the board is shown for a moment and said once.

const SHOWN_FOR = 4_000;

let known = read();
const ours = new Set();

document.addEventListener('board:moved', ({ detail }) => ours.add(detail.id));
document.body.addEventListener('htmx:after:swap', () => {
  const now = read();
  const news = [...now].filter(([id, { where }]) => known.get(id)?.where !== where && !ours.has(id));
  const gone = [...known].filter(([id]) => !now.has(id) && !ours.has(id));
  if ([...now].every(([id, { where }]) => known.get(id)?.where === where) && known.size === now.size) return;
  known = now;
  ours.clear();
  if (news.length + gone.length === 0) return;
  say(news, gone);
  for (const [id] of news) show(document.getElementById(id));
});

function read() {
  const cards = document.querySelectorAll('#board .visit[id]');
  return new Map([...cards].map((card) => {
    const row = card.closest('.board-row')?.getAttribute('aria-label');
    const times = card.querySelector('.visit-time')?.textContent;
    return [card.id, { name: card.querySelector('b')?.textContent, where: `${row}, ${times}` }];
  }));
}

function say(news, gone) {
  const all = [
    ...news.map(([, { name, where }]) => `${name} : ${where}`),
    ...gone.map(([, { name }]) => `${name} n’est plus sur ce jour`),
  ];
  const text = all.length > 3 ? `Le planning a changé : ${all.length} rendez-vous.` : `Le planning a changé. ${all.join('. ')}.`;
  document.body.dispatchEvent(new CustomEvent('say', { detail: text }));
}

function show(card) {
  card?.classList.add('is-news');
  setTimeout(() => card?.classList.remove('is-news'), SHOWN_FOR);
}
