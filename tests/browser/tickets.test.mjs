// The list of requests by the keyboard, while others work on it too.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { Office } from './support/office.mjs';
import { arriveAs } from './support/people.mjs';

const DESK = { viewport: { width: 1600, height: 1000 } };

let office, browser;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('rows are chosen by key, stay chosen while others write, and are given to a colleague', async () => {
  const [claire, denis] = await Promise.all(['Claire', 'Denis'].map((who) => arriveAs(browser, office, who, DESK)));
  const { page } = claire;
  await page.goto('/demandes?vue=sans-technicien', { waitUntil: 'networkidle' });
  const bar = page.getByRole('group', { name: 'Avec les demandes cochées' });
  assert.equal(await bar.isVisible(), false, 'nothing is chosen yet');

  await page.keyboard.press('j');
  await page.keyboard.press('x');
  const chosen = page.locator('.row-choice > input:checked');
  assert.equal(await chosen.count(), 1);
  const id = await chosen.inputValue();
  await bar.waitFor();
  const shown = await page.locator('.rows-chosen > li').count();

  await noteRequest(denis.page);
  await page.getByRole('status').filter({ hasText: '1 nouvelle' }).waitFor();
  assert.equal(await page.locator('.rows-chosen > li').count(), shown, 'the new one does not push the rows away');
  assert.equal(await chosen.inputValue(), id, 'what was chosen still is');
  assert.ok(await page.locator('a.row-title').first().evaluate((link) => link === document.activeElement), 'the row is still in hand');

  await page.keyboard.press('t');
  const whom = page.getByLabel('Attribuer à');
  assert.ok(await whom.evaluate((select) => select === document.activeElement));
  await whom.selectOption({ label: 'Denis Duret' });
  await page.getByRole('button', { name: 'Attribuer' }).click();
  await page.getByText('1 demande confiée.').waitFor();
  const [{ name }] = await office.database.rows(`select s.name from tickets t join staff s on s.id = t.owner_id where t.id = ${id}`);
  assert.equal(name, 'Denis Duret');
  assert.equal(await page.locator('.rows-chosen > li').count(), shown + 1, 'the page asked anew shows the new one');

  await page.keyboard.press('3');
  await page.waitForURL(/vue=retard/);
  assert.deepEqual([...claire.complaints, ...denis.complaints], []);
  await Promise.all([claire.leave(), denis.leave()]);
});

/** Writes a request for Pierre Dupont down. */
async function noteRequest(page) {
  const [{ id }] = await office.database.rows(`select id from customers where name = 'Dupont Pierre'`);
  await page.goto(`/demandes/nouvelle?client=${id}`);
  await page.getByLabel('Prestation').selectOption({ index: 1 });
  await page.getByRole('button', { name: /Enregistrer la demande/ }).click();
  await page.getByRole('heading', { name: 'Suite' }).waitFor();
}

test('a request is answered, noted and closed by the keyboard, and what is typed survives a reload', async () => {
  const [claire, denis] = await Promise.all(['Claire', 'Denis'].map((who) => arriveAs(browser, office, who, DESK)));
  const { page } = claire;
  const [{ number }] = await office.database.rows(`
    select t.number from tickets t
    where status = 'open' and exists (select from emails e where e.customer_id = t.customer_id) order by id limit 1`);
  await page.goto(`/demandes/${number}`, { waitUntil: 'networkidle' });
  await denis.page.goto(`/demandes/${number}`);
  await page.locator('#presence').getByText('Denis lit aussi').waitFor();

  const text = page.locator('#composer textarea');
  await page.keyboard.press('r');
  assert.ok(await text.evaluate((element) => element === document.activeElement), 'R goes to the text');
  await page.keyboard.type('/');
  await page.getByRole('button', { name: /Bien reçu/ }).waitFor();
  await page.keyboard.press('Enter');
  assert.match(await text.inputValue(), new RegExp(`demande ${number}`), 'the ready words are filled');
  await page.keyboard.press('End');
  await page.keyboard.type(' À bientôt.');
  await page.locator('#draft-status').getByText('Brouillon gardé').waitFor();
  await denis.page.locator('#presence').getByText('Claire écrit une réponse').waitFor();

  await page.reload();
  assert.match(await text.inputValue(), /À bientôt\.$/, 'found again');
  await page.keyboard.press('r');
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-flash]').getByText('elle part dans quelques secondes').waitFor();
  await page.locator('#exchanges').getByText('Claire Besson a répondu').waitFor();
  assert.equal(await text.inputValue(), '', 'what was sent is no draft any more');
  await denis.page.locator('#exchanges').getByText('Claire Besson a répondu').waitFor();

  await page.keyboard.press('n');
  await page.keyboard.type('Le gardien a la clé.');
  await page.keyboard.press('Control+Enter');
  await page.locator('#exchanges').getByText('Note de Claire Besson').waitFor();
  const [{ count }] = await office.database.rows(`
    select count(*)::int as count from messages m join tickets t on t.id = m.ticket_id where t.number = '${number}' and m.kind = 'answer'`);
  assert.equal(count, 1, 'the note did not leave');

  await page.keyboard.press('e');
  await page.keyboard.type('réglé par e-mail');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL((url) => !url.pathname.endsWith(number));
  await page.locator('[data-flash]').getByText(`Demande ${number} close.`).waitFor();
  assert.deepEqual([...claire.complaints, ...denis.complaints], []);
  await Promise.all([claire.leave(), denis.leave()]);
});
