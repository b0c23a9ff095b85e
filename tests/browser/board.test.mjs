// The planning's board: by mouse, by keyboard, seen by others at once; a technician ill; and with fifty technicians.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cellOf, fillDay, freePlaceOn, gripOf, handleOf, standing, visitsOf } from './support/board.mjs';
import { openBrowser } from './support/browser.mjs';
import { Effort } from './support/effort.mjs';
import { demoFacts } from './support/facts.mjs';
import { Office } from './support/office.mjs';
import { arriveAs } from './support/people.mjs';

const DESK = { viewport: { width: 1600, height: 1000 } };

let office, browser, claire, denis, day, board;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
  ({ busyDay: day } = await demoFacts(office));
  board = `/planning?date=${day}&vue=jour`;
  claire = await arriveAs(browser, office, 'Claire', DESK);
  denis = await arriveAs(browser, office, 'Denis', DESK);
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('a visit is dragged to another time, seen by a colleague at once, and taken back', async () => {
  const { page } = claire;
  const { visit, to } = await movable();
  await Promise.all([page.goto(board), denis.page.goto(board, { waitUntil: 'networkidle' })]);
  await page.locator('.has-board').waitFor();
  const effort = await Effort.of(page);
  const from = await handleOf(page, visit.id);
  const cell = await cellOf(page, to.technician, to.start);
  const seen = changedOn(denis.page, visit.id, to).then(() => performance.now());
  await effort.drag(from, cell);
  const dropped = performance.now();
  await toast(page, 'déplacé').waitFor();

  within(effort, 'F8, move on the board', { ceiling: 4 });
  assert.deepEqual(await placeOf(visit.id), to);
  console.log(`seen by a colleague ${((await seen) - dropped).toFixed(0)} ms after it was dropped`);
  await denis.page.locator('#announcer', { hasText: visit.customer }).waitFor({ state: 'attached' });

  await page.keyboard.press('Control+z');
  await toast(page, 'remis comme avant').waitFor();
  const back = { technician: visit.technician, day, start: visit.start };
  assert.deepEqual(await placeOf(visit.id), back);
  await changedOn(page, visit.id, back);
});

test('by keyboard alone a visit is taken, moved, put back, moved again and put down', async () => {
  const { page } = claire;
  const { visit, to } = await movable();
  await page.goto(board);
  await page.locator(`#visit-${visit.id}`).focus();
  const effort = await Effort.of(page);
  await effort.press('Enter');
  await page.locator('#announcer', { hasText: 'Flèches pour déplacer' }).waitFor({ state: 'attached' });
  await effort.press('Shift+ArrowRight');
  await effort.press('Escape');
  assert.equal(await page.locator('.ghost').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), `visit-${visit.id}`, 'the focus stays');

  await effort.press('Enter');
  await walk(effort, await rowsBetween(page, visit.technician, to.technician), ['ArrowDown', 'ArrowUp']);
  const quarters = to.start - visit.start;
  await walk(effort, Math.trunc(quarters / 4), ['Shift+ArrowRight', 'Shift+ArrowLeft']);
  await walk(effort, quarters % 4, ['ArrowRight', 'ArrowLeft']);
  await effort.press('Enter');
  await toast(page, 'déplacé').waitFor();
  console.log(`by keyboard: ${effort.summary()}`);
  assert.deepEqual(await placeOf(visit.id), to);
  await page.keyboard.press('Control+z');
  await toast(page, 'remis comme avant').waitFor();
});

test('what a soft rule refuses is explained, put back by one press and forced by another', async () => {
  const { page } = claire;
  const { visit } = await movable();
  await page.goto(board);
  const evening = 48 - visit.quarters;
  const dropLate = async () => {
    const [from, to] = [await handleOf(page, visit.id), await cellOf(page, visit.technician, evening)];
    await (await Effort.of(page)).drag(from, to);
    await page.getByRole('dialog', { name: 'Déplacement refusé' }).waitFor();
  };
  await dropLate();
  await page.keyboard.press('Escape');
  await changedOn(page, visit.id, { technician: visit.technician, start: visit.start });
  assert.equal((await standing(office, visit.id)).start, visit.start);

  await dropLate();
  await page.getByRole('button', { name: 'Forcer' }).click();
  await toast(page, 'déplacé').waitFor();
  assert.equal((await standing(office, visit.id)).start, evening);
  await page.keyboard.press('Control+z');
  await toast(page, 'remis comme avant').waitFor();
});

test('a visit is made shorter by its end', async () => {
  const { page } = claire;
  const visit = (await visitsOf(office, day)).find((one) => one.quarters > 2);
  await page.goto(board);
  const to = await cellOf(page, visit.technician, visit.start + visit.quarters - 1);
  await (await Effort.of(page)).drag(await gripOf(page, visit.id), { ...to, x: to.x - 4 });
  await toast(page, 'prévus').waitFor();
  assert.equal((await standing(office, visit.id)).quarters, visit.quarters - 1);
  await page.keyboard.press('Control+z');
  await toast(page, 'remis comme avant').waitFor();
  assert.equal((await standing(office, visit.id)).quarters, visit.quarters);
});

test('a request is placed at its best time in at most 4 interactions, or by two clicks', async () => {
  const { page } = claire;
  await page.goto('/');
  const effort = await Effort.of(page);
  await effort.click(page.getByRole('navigation', { name: 'Menu principal' }).getByRole('link', { name: 'Planning' }));
  await effort.click(page.getByRole('button', { name: /^Meilleur créneau pour/ }).first());
  await page.getByRole('status').filter({ hasText: 'placé' }).waitFor();
  within(effort, 'F9, place a request', { ceiling: 4 });
  await page.locator('.visit:target').waitFor();

  await page.goto(board);
  const row = page.locator('.tray li[data-ticket]').first();
  const number = await row.getAttribute('data-ticket');
  const to = await freePlaceOn(claire.context, `/rendez-vous/nouveau?demande=${number}&date=${day}`, day);
  await row.getByRole('button', { name: /^Prendre/ }).click();
  const { x, y } = await cellOf(page, to.technician, to.start);
  await page.locator(`#row-${to.technician}`).scrollIntoViewIfNeeded();
  await page.mouse.click(x, y);
  await toast(page, 'placé').waitFor();
  const [placed] = await office.database.rows(
    `select a.id from appointments a join tickets t on t.id = a.ticket_id where t.number = '${number}' and a.status = 'booked'`);
  assert.deepEqual(await placeOf(placed.id), to);
});

test('somebody ill: every visit is placed elsewhere within 4 + n interactions', async () => {
  const { page } = claire;
  const visits = await visitsOf(office, day);
  const { technician, person } = visits[0];
  const hit = visits.filter((visit) => visit.technician === technician);
  await page.goto(board);
  const effort = await Effort.of(page);
  await effort.click(page.getByRole('button', { name: new RegExp(`^${person} malade`) }));
  await page.getByRole('heading', { name: /avec une proposition/ }).waitFor();
  await effort.click(page.getByRole('button', { name: /^Accepter/ }));
  await page.getByRole('status').filter({ hasText: 'clients seront prévenus' }).waitFor();
  within(effort, `F15, ${hit.length} visits of somebody ill`, { ceiling: 4 + hit.length });
  const left = (await visitsOf(office, day)).filter((visit) => visit.technician === technician);
  assert.deepEqual(left, []);
  const [{ told }] = await office.database.rows(`
    select count(distinct appointment_id)::int as told from messages
    where kind in ('move', 'confirmation') and withdrawn_at is null and appointment_id in (${hit.map(({ id }) => id)})`);
  console.log(`${told} of ${hit.length} customers have a message of it`);
});

test('on a telephone a visit is moved by its form', async () => {
  const phone = await arriveAs(browser, office, 'Claire', { viewport: { width: 390, height: 844 }, hasTouch: true });
  await phone.page.goto(board);
  await phone.page.getByRole('link', { name: /^Déplacer/ }).first().click();
  await phone.page.getByRole('heading', { name: 'Déplacer le rendez-vous' }).waitFor();
  await phone.leave();
});

test('fifty technicians with eight visits each: what is moved is moved, and how long each event took', async () => {
  const { page } = claire;
  await fillDay(office, day);
  await page.goto(board, { waitUntil: 'networkidle' });
  await page.evaluate(() => {
    window.slow = [];
    new PerformanceObserver((list) => {
      for (const { name, duration, interactionId, startTime, processingStart, processingEnd } of list.getEntries()) {
        if (!interactionId) continue;
        const [waited, worked] = [processingStart - startTime, processingEnd - processingStart].map(Math.round);
        window.slow.push({ name, duration, waited, worked, shown: Math.round(duration) - waited - worked });
      }
    }).observe({ type: 'event', durationThreshold: 16 });
  });
  const visits = await visitsOf(office, day);
  assert.equal(visits.length, 400);
  const [first] = visits;
  const effort = await Effort.of(page);
  const cell = await cellOf(page, first.technician, 44);
  await effort.drag(await handleOf(page, first.id), cell);
  await page.getByRole('button', { name: 'Forcer' }).click();
  await toast(page, 'déplacé').waitFor();
  assert.equal((await standing(office, first.id)).start, 44);

  await page.locator(`#visit-${visits[10].id}`).click();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Shift+ArrowRight', 'Escape']) {
    await page.keyboard.press(key);
  }
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) await page.keyboard.press(key);
  const slow = await page.evaluate(() => window.slow.sort((one, other) => other.duration - one.duration).slice(0, 5));
  console.log(`50 technicians with 8 visits: the slowest interaction took ${slow[0]?.duration ?? 'less than 16'} ms`);
  for (const { name, duration, waited, worked, shown } of slow) {
    console.log(`  ${name}: ${duration} ms, of which ${waited} before, ${worked} in our scripts, ${shown} until it was shown`);
  }
});

test('nothing complained', async () => {
  await Promise.all([claire.leave(), denis.leave()]);
});

/** A visit of the day, and a time of the same day that the rules allow it. */
async function movable() {
  for (const visit of await visitsOf(office, day)) {
    const to = await freePlaceOn(claire.context, `/rendez-vous/${visit.id}/deplacer?date=${day}`, day);
    if (to) return { visit, to };
  }
  throw new Error(`nothing can be moved on ${day}`);
}

async function placeOf(id) {
  const { technician, day: date, start } = await standing(office, id);
  return { technician, day: date, start };
}

async function walk(effort, steps, [forth, back]) {
  for (let step = 0; step < Math.abs(steps); step += 1) await effort.press(steps > 0 ? forth : back);
}

function rowsBetween(page, from, to) {
  return page.locator('.board-row').evaluateAll((rows, ids) => {
    const [one, other] = ids.map((id) => rows.findIndex((row) => row.id === `row-${id}`));
    return other - one;
  }, [from, to]);
}

function changedOn(page, id, { technician, start }) {
  return page.locator(`#row-${technician} > #visit-${id}.s${start}:not(.is-pending)`).waitFor();
}

function toast(page, words) {
  return page.locator('#toasts').getByText(words);
}

function within(effort, what, { ceiling }) {
  console.log(`${what}: ${effort.summary()}`);
  assert.ok(effort.interactions <= ceiling, `${effort.interactions} interactions, ${ceiling} allowed`);
}
