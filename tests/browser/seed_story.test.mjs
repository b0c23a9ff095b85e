// The story that Relais was asked for (a Monday, 9:15: M. Dupont, « pb tableau »), told again with Relais.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { calendarEntryOf } from './support/calendar_entry.mjs';
import { Effort } from './support/effort.mjs';
import { Office } from './support/office.mjs';
import { PHONE, arriveAs } from './support/people.mjs';
import { bookFromCard, cardOf, lastBookedInOffice } from './support/phone.mjs';
import { hangUp, ring } from './support/rings.mjs';
import { bringVisit } from './support/rounds.mjs';

/** As the office told it: two days for one appointment. */
const BEFORE = { contacts: 8, steps: 14, postIts: 2 };

let office, browser;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('M. Dupont calls once, and by the end of the call everybody knows', async () => {
  // Gaëtan is on a visit and answers nobody.
  const gaetan = await arriveAs(browser, office, 'Gaëtan', PHONE);
  const visit = await bringVisit(office, 'Gaëtan', { at: '19:00' });
  await gaetan.page.goto(`/terrain/rendez-vous/${visit.id}`);
  await gaetan.page.getByText('Autre situation').click();
  await gaetan.page.getByRole('button', { name: 'commencer' }).click();
  await gaetan.page.getByRole('button', { name: 'Terminer' }).waitFor();

  const claire = await arriveAs(browser, office, 'Claire');
  const effort = await Effort.of(claire.page);
  const mailsBefore = office.mail.messages.length;
  const textsBefore = office.sms.texts.length;

  const { callId, rangAt } = await ring(office, '0033639981234');
  await cardOf(claire.page, 'Dupont Pierre').waitFor();
  const knownAt = Date.now();
  await bookFromCard(claire.page, effort, 'tableau');
  await hangUp(office, callId);
  const confirmedAt = Date.now();

  const inMailbox = await office.mail.message('p.dupont@gmail.example', /^Rendez-vous confirmé/, { within: 30_000 });
  await office.sms.text('+33639981234', /RDV confirmé/, { within: 30_000 });
  const toldAt = Date.now();

  const booked = await lastBookedInOffice(office);
  assert.deepEqual(calendarEntryOf(inMailbox).startsAt, new Date(booked.window_starts_at));
  const technician = booked.technician === 'Gaëtan' ? gaetan : await arriveAs(browser, office, booked.technician, PHONE);
  await technician.page.goto(`/terrain?jour=${booked.day}`);
  await technician.page.locator(`main a[href="/terrain/rendez-vous/${booked.id}"]`).first().waitFor();

  const contacts = 1 + (office.mail.messages.length - mailsBefore) + (office.sms.texts.length - textsBefore);
  assert.equal(contacts, 3, 'one call, one e-mail, one text');
  assert.deepEqual(await leftToRemember(), { promises: 0, calls: 0 });
  tell({ contacts, effort, known: knownAt - rangAt, confirmed: confirmedAt - rangAt, told: toldAt - rangAt });
  await Promise.all([...new Set([claire, gaetan, technician])].map((person) => person.leave()));
});

/** What stays open because of M. Dupont's call. */
async function leftToRemember() {
  const [found] = await office.database.rows(`
    select (select count(*) from promises p where p.customer_id = c.id and p.kept_at is null) as promises,
           (select count(*) from calls k where k.customer_id = c.id and k.outcome is null) as calls
    from customers c where c.name = 'Dupont Pierre'`);
  return found;
}

function tell({ contacts, effort, known, confirmed, told }) {
  const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;
  const rows = [
    ['', 'the seed', 'Relais'],
    ['contacts (calls, e-mails, texts)', BEFORE.contacts, contacts],
    ['steps', BEFORE.steps, `1 form, ${effort.interactions} interactions`],
    ['who is calling?', '5 min', seconds(known)],
    ['until the appointment is sure', '48 h', seconds(confirmed)],
    ['until the customer has it in writing', '48 h', seconds(told)],
    ['the same by hand (keystroke-level model)', '40 min', `${effort.seconds.toFixed(0)} s beside the talking`],
    ['calls to the technician', '1 call, 2 texts', 0],
    ['post-its', BEFORE.postIts, 0],
  ];
  for (const [what, before, now] of rows) {
    console.log(`${what.padEnd(42)}${String(before).padEnd(18)}${now}`);
  }
}
