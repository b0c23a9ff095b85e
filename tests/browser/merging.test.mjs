// Duplicates are worked by keyboard: one customer of two in at most four interactions.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inaccessible, overflowing } from './support/axe.mjs';
import { openBrowser } from './support/browser.mjs';
import { Effort } from './support/effort.mjs';
import { Office } from './support/office.mjs';
import { arriveAs } from './support/people.mjs';
import { shoot } from './support/shots.mjs';

let office, browser, claire;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
  await office.database.run(`
    insert into match_proposals
    select a.id, a.id + 1, 'same', 0.93, 10 - a.id, '[{"what": "phone", "bits": 11.4, "words": "même numéro"}]', now()
    from customers a join customers b on b.id = a.id + 1 order by a.id limit 4`);
  claire = await arriveAs(browser, office, 'Claire');
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('from the queue, two keys and a confirmation make one card of two, and one more key parts them', async () => {
  const { page } = claire;
  await page.goto('/doublons');
  await shoot(page, 'doublons');
  assert.deepEqual([...await inaccessible(page), ...await overflowing(page)], []);
  const effort = await Effort.of(page);
  await effort.press('m');
  await page.waitForURL(/doublons\/\d+\/\d+/);
  await shoot(page, 'doublons-comparer');
  assert.deepEqual([...await inaccessible(page), ...await overflowing(page)], []);
  // Two who have two codes in one program are confirmed first.
  const codes = page.getByLabel('C’est bien la même personne');
  if (await codes.isVisible()) await effort.click(codes);
  await effort.press('Control+Enter');
  await page.waitForURL(/clients\/\d+/);
  console.log(`merge from the queue (F14): ${effort.summary()}`);
  assert.ok(effort.interactions <= 4);
  await page.keyboard.press('Control+z');
  await page.getByText('Fusion annulée').first().waitFor();
});

test('the result of a merge follows the side that is chosen, at once', async () => {
  const { page } = claire;
  await page.goto('/doublons');
  await page.keyboard.press('m');
  await page.waitForURL(/doublons\/\d+\/\d+/);
  const name = page.locator('fieldset#nom');
  for (const side of ['b', 'a']) {
    const radio = name.locator(`input[value="${side}"]`);
    await radio.check();
    const chosen = await name.locator(`label:has(input[value="${side}"]) .as-typed`).innerText();
    const result = name.locator('.compare-result .result').filter({ visible: true }).locator('.as-typed');
    assert.equal((await result.innerText()).trim(), chosen.trim());
  }
});

test('J, K and N work through the queue', async () => {
  const { page } = claire;
  await page.goto('/doublons');
  const rows = page.locator('.pairs > li');
  const before = await rows.count();
  const second = await rows.nth(1).locator('.row-title').innerText();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('n');
  await page.getByText('Ce rapprochement ne sera plus proposé').waitFor();
  assert.equal(await rows.count(), before - 1);
  assert.ok(!(await page.locator('.pairs').innerText()).includes(second));
});
