// On the portal: a customer who never signed in books, follows, moves and cancels, on a telephone without JavaScript.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Visitor, openBrowser } from './support/browser.mjs';
import { calendarEntryOf, readCalendarEntry } from './support/calendar_entry.mjs';
import { Effort } from './support/effort.mjs';
import { Office } from './support/office.mjs';
import { arriveAs } from './support/people.mjs';
import { NEW_CUSTOMER, OLD_PHONE, book, shownTime } from './support/portal.mjs';

const MOST_INTERACTIONS = 8;
const MOST_BYTES = 100_000;

let office, browser;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('a new customer books in at most 8 interactions and under 100 kB, without JavaScript', async () => {
  const visitor = await Visitor.arrive(browser, office, OLD_PHONE);
  const effort = await Effort.of(visitor.page, { touch: true });
  await book(visitor.page, effort, NEW_CUSTOMER);

  console.log(`portal, from the welcome to confirmed: ${effort.summary()}`);
  assert.ok(effort.interactions <= MOST_INTERACTIONS, `${effort.interactions} interactions`);
  assert.ok(effort.traffic.bytes < MOST_BYTES, `${effort.traffic.bytes} bytes`);
  assert.equal(effort.traffic.scriptBytes, 0);
  await visitor.leave();
});

test('her text message holds a link that shows the appointment', async () => {
  const { text } = await office.sms.text(NEW_CUSTOMER.e164, /RDV confirmé/);
  const visitor = await Visitor.arrive(browser, office, OLD_PHONE);
  await visitor.page.goto(linkIn(text));
  await visitor.page.getByText(NEW_CUSTOMER.address.split(',')[0]).waitFor();
  await visitor.leave();
});

test('the office sees the visit in its planning, as it came from the portal', async () => {
  const { id, day } = await latestVisit();
  const claire = await arriveAs(browser, office, 'Claire');
  await claire.page.goto(`/planning?date=${day}&vue=jour`);
  const card = claire.page.locator(`#planning a[href="/rendez-vous/${id}"]`);
  assert.match(await card.textContent(), /Vernet/);
  await claire.leave();
});

test('from the link in the e-mail the appointment is moved, and the new calendar entry replaces the old', async () => {
  const visitor = await Visitor.arrive(browser, office, OLD_PHONE);
  const { page } = visitor;
  const customer = { ...NEW_CUSTOMER, name: 'Paul Rey', phone: '06 39 98 55 22', email: 'paul.rey@gmail.example' };
  await book(page, await Effort.of(page, { touch: true }), customer);
  const confirmation = await office.mail.message(customer.email, /^Rendez-vous confirmé/);
  const first = calendarEntryOf(confirmation);
  assert.equal(first.method, 'REQUEST');
  assert.equal(first.sequence, 0);

  await page.goto(linkIn(confirmation.text));
  const before = await shownTime(page);
  const effort = await Effort.of(page, { touch: true });
  await effort.click(page.getByRole('link', { name: 'Déplacer' }));
  await effort.click(page.locator('button[name="slot"]').nth(1));
  await page.getByText('Où en est-on').waitFor();
  console.log(`portal, moved from the link: ${effort.summary()}`);
  assert.notEqual(await shownTime(page), before);

  const moved = calendarEntryOf(await office.mail.message(customer.email, /^Rendez-vous déplacé/));
  const { window_starts_at } = await latestVisit();
  assert.deepEqual([moved.uid, moved.method, moved.sequence], [first.uid, 'REQUEST', 1]);
  assert.deepEqual(moved.startsAt, new Date(window_starts_at));
  assert.notDeepEqual(moved.startsAt, first.startsAt);
  await visitor.leave();
});

test('the appointment goes into the customer’s own calendar as a file', async () => {
  const { text } = await office.sms.text(NEW_CUSTOMER.e164, /RDV confirmé/);
  const file = await fetch(`${linkIn(text)}/rendez-vous.ics`);
  assert.match(file.headers.get('content-type'), /^text\/calendar/);
  const { uid, startsAt, endsAt } = readCalendarEntry(await file.text());
  assert.ok(uid);
  assert.ok(endsAt > startsAt);
});

test('the appointment is cancelled from its link, and its time is free again at once', async () => {
  const visitor = await Visitor.arrive(browser, office, OLD_PHONE);
  const { page } = visitor;
  const customer = { ...NEW_CUSTOMER, name: 'Luc Morand', phone: '06 39 98 55 23', email: 'luc.morand@gmail.example' };
  await book(page, await Effort.of(page, { touch: true }), customer);
  const { slot, uid } = await latestVisit();
  const confirmation = await office.mail.message(customer.email, /^Rendez-vous confirmé/);

  await page.goto(linkIn(confirmation.text));
  const effort = await Effort.of(page, { touch: true });
  await effort.click(page.getByRole('link', { name: 'Annuler' }));
  await effort.click(page.getByRole('button', { name: 'Annuler le rendez-vous' }));
  await page.getByRole('heading', { name: /annulé/ }).waitFor();
  console.log(`portal, cancelled from the link: ${effort.summary()}`);

  const cancelled = calendarEntryOf(await office.mail.message(customer.email, /^Rendez-vous annulé/));
  assert.deepEqual([cancelled.uid, cancelled.method, cancelled.status], [uid, 'CANCEL', 'CANCELLED']);
  assert.ok(cancelled.sequence > 0);
  assert.equal((await latestVisit()).status, 'cancelled');
  assert.ok((await freeTimes(visitor)).includes(slot), 'the time is offered again');
  await visitor.leave();
});

test('whoever is in danger is told what to do now and is offered no slot', async () => {
  const visitor = await Visitor.arrive(browser, office, OLD_PHONE);
  const { page } = visitor;
  await page.goto('/rdv');
  await page.getByRole('button', { name: NEW_CUSTOMER.service }).click();
  await page.locator('button[name="danger"]').first().click();
  await page.getByRole('heading', { name: 'Mettez-vous en sécurité maintenant' }).waitFor();
  assert.equal(await page.locator('a[href="tel:112"]').count() > 0, true);
  assert.equal(await page.locator('button[name="slot"]').count(), 0);

  await page.getByLabel('Votre numéro').fill('06 39 98 55 24');
  await page.getByRole('button', { name: 'Rappelez-moi tout de suite' }).click();
  await page.getByText('Le bureau est alerté').waitFor();
  const claire = await arriveAs(browser, office, 'Claire');
  await claire.page.goto('/promesses');
  await claire.page.getByText(/DANGER.*06\s39\s98\s55\s24/).first().waitFor();
  await Promise.all([visitor.leave(), claire.leave()]);
});

test('nobody skips the safety questions by typing an address', async () => {
  const visitor = await Visitor.arrive(browser, office, OLD_PHONE);
  const { page } = visitor;
  await page.goto('/rdv/creneaux?service=TABLEAU&address=3+chemin+des+Lilas+74000+Annecy');
  assert.equal(new URL(page.url()).pathname, '/rdv/securite');
  await visitor.leave();
});

test('on a slow line a customer books all the same', async () => {
  const visitor = await Visitor.arrive(browser, office, OLD_PHONE);
  const { page } = visitor;
  const effort = await Effort.of(page, { touch: true });
  await effort.traffic.slowDown();
  const begun = performance.now();
  await book(page, effort, { ...NEW_CUSTOMER, name: 'Anne Roux', phone: '06 39 98 55 25' });
  const waited = (performance.now() - begun) / 1000;
  console.log(`portal at 400 kb/s and 300 ms: ${waited.toFixed(1)} s of waiting (10 s asked); ${effort.summary()}`);
  await visitor.leave();
});

function linkIn(text) {
  return /http\S+\/suivi\/[\w-]+/.exec(text)[0];
}

/** The appointment that was booked last on the portal, as the database has it. */
async function latestVisit() {
  const [found] = await office.database.rows(`
    select id, uid, status, window_starts_at,
           technician_id || '-' || extract(epoch from starts_at)::bigint as slot,
           to_char(starts_at at time zone 'Europe/Paris', 'YYYY-MM-DD') as day
    from appointments where source = 'portal' and status <> 'held' order by id desc limit 1`);
  return found;
}

/** What the portal offers now, as its buttons say it. */
async function freeTimes({ page }) {
  await page.goto(`/rdv/creneaux?service=TABLEAU&safety=rien&address=${encodeURIComponent(NEW_CUSTOMER.address)}`);
  return page.locator('button[name="slot"]').evaluateAll((buttons) => buttons.map(({ value }) => value));
}
