// What the desk does all day, each within its ceiling of interactions: a stranger's appointment, a promised call, a post-it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { Effort } from './support/effort.mjs';
import { Office } from './support/office.mjs';
import { arriveAs } from './support/people.mjs';
import { hangUp, paintedCard, ring, watchCards } from './support/rings.mjs';

const NUMBER_OF_DUPONT = '0033639981234';
const NUMBER_OF_NOBODY = '0033639989901';

let office, browser, claire;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
  claire = await arriveAs(browser, office, 'Claire');
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('a stranger has a card, a request and an appointment in at most 14 interactions', async () => {
  const { page } = claire;
  const callId = await answered(page, NUMBER_OF_NOBODY);
  const effort = await Effort.of(page);

  await effort.press('F2');
  await motive(page).waitFor();
  await effort.type('borne');
  await slots(page).first().waitFor();
  await effort.fill(page.locator('#nom'), 'Vasseur Louise');
  await effort.fill(page.locator('#adresse'), '8 rue Carnot, 74000 Annecy');
  await effort.click(page.getByRole('group', { name: 'Créneaux' }).locator('label').first());
  await effort.press('Control+Enter');
  await page.getByRole('status').filter({ hasText: 'Rendez-vous confirmé' }).waitFor();

  within(effort, 'stranger to appointment', { ceiling: 14 });
  const [made] = await office.database.rows(`
    select c.name, p.e164, t.number, a.status from customers c
    join phones p on p.customer_id = c.id
    join tickets t on t.customer_id = c.id
    join appointments a on a.ticket_id = t.id
    where p.e164 = '+33639989901'`);
  assert.match(made.name, /Vasseur/);
  assert.match(made.number, /^SAV-\d{4}-\d{3}$/);
  await hangUp(office, callId);
});

test('a call back is promised in at most 8 interactions, and is on the list of the day', async () => {
  const { page } = claire;
  const callId = await answered(page, NUMBER_OF_DUPONT);
  const effort = await Effort.of(page);

  await effort.press('F2');
  await motive(page).waitFor();
  await effort.type('facture');
  await effort.press('Alt+r');
  await page.getByRole('radio', { name: /Rappeler/ }).and(page.locator(':checked')).waitFor();
  await effort.press('Control+Enter');
  await page.getByRole('status').filter({ hasText: /rappel/i }).waitFor();

  within(effort, 'call to promised call', { ceiling: 8 });
  const [promise] = await office.database.rows(`
    select p.due_at > now() as is_ahead from promises p join customers c on c.id = p.customer_id
    where c.name = 'Dupont Pierre' and p.kept_at is null order by p.id desc limit 1`);
  assert.equal(promise.is_ahead, true);
  await hangUp(office, callId);
});

test('a post-it is noted from anywhere in at most 4 interactions', async () => {
  const { page } = claire;
  await page.goto('/planning');
  const known = await promisesOfThe('borne');
  const effort = await Effort.of(page);

  await effort.press('p');
  await page.locator('#post-it-dialog input').and(page.locator(':focus')).waitFor();
  await effort.type('Rappeler Dupont Pierre demain à 10h pour la borne');
  await page.locator('#post-it-dialog').getByText('10 h').first().waitFor();
  await effort.press('Enter');
  await page.locator('#post-it-dialog').waitFor({ state: 'hidden' });

  within(effort, 'post-it', { ceiling: 4 });
  assert.equal(await promisesOfThe('borne') - known, 1);
});

async function promisesOfThe(word) {
  const [{ count }] = await office.database.rows(
    `select count(*)::int from promises where what ilike '%${word}%' and kept_at is null`);
  return count;
}

/** Lets the telephone ring and waits for the card. */
async function answered(page, number) {
  await page.goto('/');
  await watchCards(page);
  const { callId } = await ring(office, number);
  await paintedCard(page);
  return callId;
}

function motive(page) {
  return page.getByLabel('Motif').and(page.locator(':focus'));
}

function slots(page) {
  return page.getByRole('group', { name: 'Créneaux' }).getByRole('radio');
}

function within(effort, what, { ceiling }) {
  console.log(`${what}: ${effort.summary()}`);
  assert.ok(effort.interactions <= ceiling, `${effort.interactions} interactions, ${ceiling} allowed`);
}
