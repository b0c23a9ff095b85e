// Watching over the telephone while working elsewhere, and ringing without any telephone system.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { Office } from './support/office.mjs';
import { arriveAs } from './support/people.mjs';
import { cardOf } from './support/phone.mjs';
import { ring } from './support/rings.mjs';

let office, browser, claire;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
  claire = await arriveAs(browser, office, 'Claire');
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('the title of the watching tab says who calls', async () => {
  const { page } = claire;
  await page.goto('/appels/veille');
  assert.match(await page.title(), /^Veille téléphonique/);
  await ring(office, '0033639981234');
  await cardOf(page, 'Dupont Pierre').waitFor();
  await page.waitForFunction(() => document.title.startsWith('Dupont Pierre'));
});

test('a small window above all others says it too, and opens the call in a tab of its own', async () => {
  const { page } = claire;
  // No window is above others where there is no desk: what the browser would show is drawn into a frame.
  await page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    Object.defineProperty(window, 'documentPictureInPicture', {
      value: { requestWindow: async () => frame.contentWindow },
    });
  });
  await page.getByRole('button', { name: 'Garder au-dessus des fenêtres' }).click();
  const above = page.frameLocator('iframe');
  await above.getByRole('heading', { name: 'Dupont Pierre' }).waitFor();
  const [opened] = await Promise.all([
    claire.context.waitForEvent('page'),
    above.getByRole('button', { name: 'Ouvrir' }).click(),
  ]);
  await opened.getByRole('heading', { name: 'Dupont Pierre' }).first().waitFor();
  assert.equal(new URL(page.url()).pathname, '/appels/veille', 'the watching tab stays');
  await above.getByText('Aucun appel.').waitFor();
  await opened.close();
});

test('the simulator rings the office, and lets the call be missed', async () => {
  const { page } = claire;
  await page.goto('/reglages/telephonie/simulateur?q=dupont');
  await page.getByRole('link', { name: 'Dupont Pierre' }).first().click();
  await page.getByRole('button', { name: /Faire sonner/ }).click();
  await cardOf(page, 'Dupont Pierre').waitFor();
  await page.getByRole('button', { name: 'Laisser sonner dans le vide' }).click();
  await page.getByText('manqué', { exact: true }).waitFor();
  const [owed] = await office.database.rows(
    "select count(*)::int as count from promises p join calls c on c.id = p.call_id where c.provider = 'simulator'");
  assert.equal(owed.count, 1);
});
