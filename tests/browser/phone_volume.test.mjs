// With as many numbers as asked for: how long from the webhook to the painted card. It prints, and judges no duration.
//
//   RELAIS_PHONE_NUMBERS=1000000 RELAIS_PHONE_RINGS=100 tools/with-postgres.sh node --test tests/browser/phone_volume.test.mjs

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { Office } from './support/office.mjs';
import { arriveAs } from './support/people.mjs';
import { hangUp, paintedCard, ring, spread, watchCards } from './support/rings.mjs';

const NUMBERS = Number(process.env.RELAIS_PHONE_NUMBERS ?? 20_000);
const RINGS = Number(process.env.RELAIS_PHONE_RINGS ?? 20);

let office, browser, claire;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
  await fillWithNumbers();
  claire = await arriveAs(browser, office, 'Claire');
});
after(() => Promise.all([office?.close(), browser?.close()]));

test(`among ${NUMBERS.toLocaleString('en')} numbers, whoever rings is on the screen with their name`, async () => {
  const { page } = claire;
  await page.goto('/');
  await watchCards(page);
  const durations = [];
  for (let count = 0; count < RINGS; count += 1) {
    // Spread over all of them, so that none is in memory because of the one before.
    const which = 1 + Math.floor((count * 0.618034 * NUMBERS) % NUMBERS);
    const { callId, rangAt } = await ring(office, numberOf(which));
    const { id, at } = await paintedCard(page);
    durations.push(at - rangAt);
    assert.match(await page.locator(`#${id}`).textContent(), new RegExp(`Client ${which}(?!\\d)`));
    await hangUp(office, callId);
    await page.locator(`#${id}`).waitFor({ state: 'detached' });
  }
  console.log(`webhook to painted card among ${NUMBERS.toLocaleString('en')} numbers: ${spread(durations)}`);
  await claire.leave();
});

/** Of machines (domain.md §1.1): nobody answers there. */
function numberOf(which) {
  return `+33700${String(which).padStart(10, '0')}`;
}

/** One customer a number, with a home: past the triggers, which learn words that nobody looks for here. */
async function fillWithNumbers() {
  await office.database.run(`
    begin;
    alter table customers disable trigger user;
    alter table phones disable trigger user;
    alter table sites disable trigger user;
    create temporary table filled on commit drop as
      select n, (select coalesce(max(id), 0) from customers) + n as id from generate_series(1, ${NUMBERS}) n;
    insert into customers (id, last_name, name, folded_name, created_at, updated_at) overriding system value
      select id, 'Client ' || n, 'Client ' || n, 'client ' || n, now(), now() from filled;
    insert into phones (customer_id, typed, e164, kind, created_at)
      select id, number, number, 'm2m', now() from filled, lateral (select '+33700' || lpad(n::text, 10, '0')) as made (number);
    insert into sites (customer_id, street, postcode, city, folded_address, address_key, created_at)
      select id, n || ' rue du Lac', '74000', 'Annecy', n || ' rue du lac 74000 annecy', n || ' lac 74000', now() from filled;
    alter table customers enable trigger user;
    alter table phones enable trigger user;
    alter table sites enable trigger user;
    commit;
    analyze customers; analyze phones; analyze sites;`);
}
