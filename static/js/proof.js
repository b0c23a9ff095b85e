// Works out what the form asks for, beside the page, and sends the form when it is found.

const form = document.getElementById('proof');
const status = document.getElementById('proof-status');
const worker = new Worker(form.dataset.worker, { type: 'module' });

status.hidden = false;
document.getElementById('proof-plain').hidden = true;
worker.addEventListener('message', ({ data }) => {
  form.elements.preuve.value = data;
  form.requestSubmit();
});
worker.addEventListener('error', () => {
  status.textContent = 'La vérification n’a pas abouti : demandez à être rappelé, ou appelez-nous.';
});
worker.postMessage({ task: form.elements.tache.value, bits: Number(form.dataset.bits) });
