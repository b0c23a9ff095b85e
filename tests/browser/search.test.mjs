// Finding somebody from anywhere, and what the card then tells.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inaccessible } from './support/axe.mjs';
import { openBrowser } from './support/browser.mjs';
import { Effort } from './support/effort.mjs';
import { Office } from './support/office.mjs';
import { arriveAs } from './support/people.mjs';
import { shoot } from './support/shots.mjs';

const MOST_INTERACTIONS = 3;

let office, browser, claire;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
  claire = await arriveAs(browser, office, 'Claire');
});
after(() => Promise.all([office?.close(), browser?.close()]));

for (const [how, typed] of [['name with a slip', 'dupond pierre'], ['part of a number', '39 98 12 34']]) {
  test(`from anywhere to the card in three interactions, by a ${how}`, async () => {
    const { page } = claire;
    await page.goto('/planning');
    const effort = await Effort.of(page);
    await effort.press('Control+k');
    await effort.type(typed);
    await effort.press('Enter');
    await page.waitForURL(/clients\/\d+$/);
    await page.getByRole('heading', { level: 1, name: /Dupont Pierre/ }).waitFor();
    console.log(`search to card: ${effort.summary()}`);
    assert.ok(effort.interactions <= MOST_INTERACTIONS, `${effort.interactions} interactions`);
  });
}

test('the palette answers each keystroke, and passes axe', async () => {
  const { page } = claire;
  await page.goto('/appels');
  await page.keyboard.press('Control+k');
  await page.locator('#palette-list').waitFor();
  await shoot(page, 'palette-vide');
  await page.keyboard.type('dupon');
  await page.locator('#palette-list[data-q="dupon"]').waitFor();
  const took = await page.evaluate(() => new Promise((resolve) => {
    const input = document.querySelector('#palette-q');
    const begun = performance.now();
    document.addEventListener('htmx:after:swap', () => requestAnimationFrame(() => resolve(performance.now() - begun)), { once: true });
    input.value = 'dupont';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }));
  console.log(`keystroke to painted results: ${took.toFixed(0)} ms`);
  await page.locator('#palette-list[data-q="dupont"]').waitFor();
  assert.deepEqual(await inaccessible(page), []);
  await shoot(page, 'palette');
});

test('the arrow shows what can be done, and nobody found is made with one key', async () => {
  const { page } = claire;
  await page.goto('/');
  await page.keyboard.press('/');
  await page.keyboard.type('dupont pierre');
  await page.locator('#palette-list[data-q="dupont pierre"]').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('option', { name: /Appeler le 06.39.98.12.34/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/demandes\/nouvelle\?client=\d+/);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('Zwyx Albert');
  await page.keyboard.press('Enter');
  await page.waitForURL(/clients\/nouveau\?q=/);
  assert.equal(await page.getByLabel('Nom', { exact: true }).inputValue(), 'Zwyx');
});

test('a note is pinned where it is read, and an installation shows its warranties', async () => {
  const { page } = claire;
  const [{ id }] = await office.database.rows("select id from customers where name = 'Dupont Pierre'");
  await page.goto(`/clients/${id}`);
  await page.keyboard.press('n');
  await page.keyboard.type('Chien derrière le portail, code 12A4.');
  await page.keyboard.press('Control+Enter');
  await page.locator('.pinned-note p').getByText('code 12A4').waitFor();

  await page.getByRole('link', { name: 'Ajouter un équipement' }).click();
  await page.getByLabel('Appareil').fill('Tableau électrique');
  await page.getByLabel('Marque').fill('Hager');
  await page.getByLabel('Date de réception').fill('2025-05-15');
  await page.getByLabel('Neuf ou rénovation complète').check();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Décennale jusqu’au 15/05/2035').waitFor();
  await shoot(page, 'fiche');

  await page.locator('body').press('5');
  await page.waitForURL(/fil=devis/);
  assert.deepEqual(await inaccessible(page), []);
});

test('a list leaves as a file with its filter', async () => {
  const { page } = claire;
  await page.goto('/clients?q=dupont');
  await page.getByText('Exporter').click();
  await shoot(page, 'exporter');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /CSV/ }).click()]);
  assert.match(download.suggestedFilename(), /^clients-\d{4}-\d\d-\d\d\.csv$/);
  await page.goto('/reglages/retours');
  await shoot(page, 'retours');
  assert.deepEqual(await inaccessible(page), []);
});
