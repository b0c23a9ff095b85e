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
