// Every page of every surface: for everybody, on every screen, within its budget, and without a complaint of the browser.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inaccessible, overflowing } from './support/axe.mjs';
import { Visitor, openBrowser } from './support/browser.mjs';
import { Effort } from './support/effort.mjs';
import { demoFacts } from './support/facts.mjs';
import { Office } from './support/office.mjs';
import {
  emptyOfficePages, galleryPages, managerPages, officePages, ringing, technicianPages,
} from './support/pages.mjs';
import { arriveAs } from './support/people.mjs';
import { NEW_CUSTOMER, book } from './support/portal.mjs';
import { portalPages } from './support/portal_pages.mjs';
import { shoot } from './support/shots.mjs';
import { Traffic } from './support/traffic.mjs';

/** Of a page with an empty cache (ux.md §3.2). */
const BUDGETS = {
  portal: { bytes: 50_000, requests: 5, scriptBytes: 0 },
  technician: { bytes: 90_000, requests: 7, scriptBytes: 28_000 },
  office: { bytes: 120_000, requests: 9, scriptBytes: 28_000 },
  // The planning has a script and a style sheet of its own, and reads itself once more when it hears of changes.
  board: { bytes: 120_000, requests: 11, scriptBytes: 30_000 },
  gallery: {},
};

const DESK = { viewport: { width: 1600, height: 1000 } };
const TELEPHONE = { viewport: { width: 390, height: 844 } };

let office, browser, facts;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('the portal', async () => {
  const visitor = await Visitor.arrive(browser, office, TELEPHONE);
  const seen = await waysThroughPortal(visitor.page);
  await measure(visitor, 'portal', portalPages(seen));
  await visitor.leave();
});

test('the technician’s telephone', async () => {
  facts = await demoFacts(office);
  const gaetan = await arriveAs(browser, office, 'Gaëtan', TELEPHONE);
  await measure(gaetan, 'technician', technicianPages(facts));
  await gaetan.leave();
});

test('the office', async () => {
  const pages = officePages(facts);
  const half = Math.ceil(pages.length / 2);
  const [claire, another] = await Promise.all([1, 2].map(() => arriveAs(browser, office, 'Claire', DESK)));
  await Promise.all([
    measure(claire, 'office', pages.slice(0, half)),
    measure(another, 'office', pages.slice(half)),
  ]);
  // Calls go on ringing, on every page.
  await measure(claire, 'office', [{ name: 'carte-d-appel', path: '/planning', then: ringing(office) }]);
  await Promise.all([claire.leave(), another.leave()]);
});

test('the direction', async () => {
  const denis = await arriveAs(browser, office, 'Denis', DESK);
  await measure(denis, 'office', managerPages(facts));
  await denis.leave();
});

test('the gallery of components', async () => {
  const claire = await arriveAs(browser, office, 'Claire', DESK);
  await measure(claire, 'gallery', galleryPages());
  await claire.leave();
});

test('an office on its first day', async () => {
  await office.database.run(`
    truncate customers, source_records, imports, tickets, calls, promises, messages, events, appointments cascade;
    update staff set active = false where role = 'technician'`);
  const claire = await arriveAs(browser, office, 'Claire', DESK);
  await measure(claire, 'office', emptyOfficePages());
  await claire.leave();
});

/** Opens each page with an empty cache, and tells at the end all that is wrong with any. */
async function measure(visitor, surface, pages) {
  const { page } = visitor;
  const wrong = [];
  let heaviest = { bytes: 0 };
  for (const { name, path, status = 200, pictures = 0, then } of pages) {
    const own = BUDGETS[/^\/planning(\?|$)/.test(path) ? 'board' : surface];
    const budget = { ...own, requests: own.requests + pictures };
    let load = await openCold(page, path);
    // News on the live stream makes a page fetch more than itself: then once more.
    if (beyond(budget, load.traffic).length > 0) load = await openCold(page, path);
    const { answer, traffic } = load;
    const found = answer.status() === status ? [] : [`answered ${answer.status()}`];
    found.push(...beyond(budget, traffic));
    if (traffic.bytes > heaviest.bytes) heaviest = { name, bytes: traffic.bytes, requests: traffic.requests };
    await then?.(page);
    found.push(...await inaccessible(page), ...await overflowing(page));
    found.push(...visitor.complaints.splice(0));
    await shoot(page, name);
    wrong.push(...found.map((what) => `${name} (${path}): ${what}`));
  }
  console.log(`${surface}: ${pages.length} pages; the heaviest is ${heaviest.name} with ` +
    `${(heaviest.bytes / 1000).toFixed(1)} kB in ${heaviest.requests} requests`);
  assert.deepEqual(wrong, []);
}

/** With an empty cache. */
async function openCold(page, path) {
  const traffic = await Traffic.of(page);
  await traffic.emptyCache();
  const answer = await page.goto(path, { waitUntil: 'networkidle' });
  await traffic.stop();
  return { answer, traffic };
}

function beyond(budget, traffic) {
  return Object.entries(budget)
    .filter(([what, most]) => traffic[what] > most)
    .map(([what, most]) => `${traffic[what]} ${what}, ${most} allowed`);
}

/** Books twice and cancels the second: the addresses seen on the way, and both links. */
async function waysThroughPortal(page) {
  const steps = [];
  const noted = (frame) => {
    const { pathname, search } = new URL(frame.url());
    if (pathname.startsWith('/rdv')) steps.push(pathname + search);
  };
  page.on('framenavigated', noted);
  await book(page, await Effort.of(page), NEW_CUSTOMER);
  const link = new URL(page.url()).pathname;
  await book(page, await Effort.of(page), { ...NEW_CUSTOMER, name: 'Luc Morand', phone: '06 39 98 55 23' });
  const cancelledLink = new URL(page.url()).pathname;
  page.off('framenavigated', noted);
  await page.goto(`${cancelledLink}/annuler`);
  await page.getByRole('button', { name: 'Annuler le rendez-vous' }).click();
  await page.getByRole('heading', { name: /annulé/ }).waitFor();

  // A third way, left before its end: its slot is still held when the pages are opened.
  await page.goto(steps.find((step) => step.startsWith('/rdv/creneaux')));
  await page.locator('button[name="slot"]').last().click();
  await page.getByLabel('Téléphone mobile').waitFor();
  const { pathname, search } = new URL(page.url());
  return { link, cancelledLink, steps: [...steps.slice(0, 4), pathname + search] };
}
