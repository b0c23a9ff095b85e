// The theme chosen on this screen, before anything is drawn; without a choice it follows the system.
(() => {
  const NEXT = { auto: 'light', light: 'dark', dark: 'auto' };
  const WORDS = { auto: 'automatique', light: 'clair', dark: 'sombre' };
  const root = document.documentElement;

  const read = () => {
    try {
      return localStorage.getItem('theme') ?? 'auto';
    } catch {
      return 'auto';
    }
  };
  const show = (theme) => {
    if (theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const button of document.querySelectorAll('[data-theme-button]')) {
      button.hidden = false;
      button.textContent = `Thème ${WORDS[theme]}`;
    }
  };

  show(read());
  document.addEventListener('DOMContentLoaded', () => show(read()));
  addEventListener('storage', () => show(read()));
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-theme-button]')) return;
    const theme = NEXT[read()] ?? 'auto';
    try {
      localStorage.setItem('theme', theme);
    } catch {
      // Storage is refused: the choice lasts as long as the page.
    }
    show(theme);
  });
})();
