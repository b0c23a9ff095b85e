// In the form of a call, Enter after the motive leads straight to the slots when they are there already;
// otherwise it asks for them, and they take the focus when they come.

document.addEventListener('keydown', (event) => {
  const motive = event.target;
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.altKey || motive.id !== 'motif') return;
  const slots = document.getElementById('creneau');
  if (!slots || slots.dataset.motive !== motive.value) return;
  event.preventDefault();
  slots.querySelector('input:checked, input')?.focus();
});
