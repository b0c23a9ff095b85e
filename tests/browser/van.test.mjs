// In the van: a technician's day by thumb.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { Effort } from './support/effort.mjs';
import { Office } from './support/office.mjs';
import { PHONE, arriveAs } from './support/people.mjs';
import { bringVisit } from './support/rounds.mjs';

const MOST_INTERACTIONS_TO_REPORT = 5;

let office, browser;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('the round shows today and tomorrow', async () => {
  const today = await bringVisit(office, 'Sofia', { at: '21:00' });
  const tomorrow = await bringVisit(office, 'Sofia', { day: 1, at: '21:00' });
  const sofia = await arriveAs(browser, office, 'Sofia', PHONE);
  const { page } = sofia;
  assert.equal(new URL(page.url()).pathname, '/terrain', 'a technician who signs in lands on the round');
  await page.getByRole('link', { name: today.customer }).first().waitFor();
  await page.getByRole('link', { name: 'Demain' }).click();
  await page.getByRole('link', { name: tomorrow.customer }).first().waitFor();
  await sofia.leave();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a visit is opened, driven to, begun and ended, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const visit = await bringVisit(office, 'Hugo', { at: javaScriptEnabled ? '19:00' : '22:00' });
    const hugo = await arriveAs(browser, office, 'Hugo', { ...PHONE, javaScriptEnabled });
    const { page } = hugo;
    await page.goto('/terrain');
    await page.locator(`main a[href="/terrain/rendez-vous/${visit.id}"]`).first().click();
    assert.equal(await page.getByRole('link', { name: 'Appeler' }).getAttribute('href'), `tel:${visit.mobile}`);
    assert.match(await page.getByRole('link', { name: 'Y aller' }).getAttribute('href'), /^(geo:|https:)/);

    const effort = await Effort.of(page, { touch: true });
    await effort.click(page.getByRole('button', { name: 'En route' }));
    await effort.click(page.getByRole('button', { name: 'Commencer', exact: true }));
    await effort.click(page.getByRole('button', { name: 'Terminer' }));
    await page.waitForURL((url) => url.pathname === '/terrain');
    assert.equal(effort.interactions, 3);

    const text = await office.sms.text(visit.mobile, /Hugo est en route/);
    assert.ok(text);
    const [{ status, in_order }] = await office.database.rows(`
      select status, en_route_at <= started_at and started_at <= finished_at as in_order
      from appointments where id = ${visit.id}`);
    assert.deepEqual({ status, in_order }, { status: 'done', in_order: true });
    await hugo.leave();
  });
}

test('what is asked on site is in the office’s day at once, in at most 5 interactions', async () => {
  const visit = await bringVisit(office, 'Gaëtan', { at: '19:30' });
  const [claire, gaetan] = await Promise.all([arriveAs(browser, office, 'Claire'), arriveAs(browser, office, 'Gaëtan', PHONE)]);
  await claire.page.goto('/');
  const { page } = gaetan;
  await page.goto(`/terrain/rendez-vous/${visit.id}`);

  const effort = await Effort.of(page, { touch: true });
  await effort.click(page.getByRole('link', { name: 'Signaler', exact: true }).first());
  await effort.click(page.locator('label.choice').filter({ hasText: /devis/i }).first());
  await effort.fill(page.getByLabel('Une ligne'), 'Prises de la cuisine à ajouter');
  await effort.click(page.getByRole('button', { name: 'Envoyer au bureau' }));
  await page.getByText('Transmis au bureau').waitFor();
  console.log(`signalement: ${effort.summary()}`);
  assert.ok(effort.interactions <= MOST_INTERACTIONS_TO_REPORT, `${effort.interactions} interactions`);

  // Her page was open before: it hears of it by itself.
  const day = claire.page.getByRole('region', { name: 'Demandes sans technicien' });
  await day.getByText(visit.customer).first().waitFor();
  await claire.page.goto('/demandes?vue=sans-technicien');
  await claire.page.getByRole('main').getByText(/Prises de la cuisine/).first().waitFor();
  await Promise.all([claire.leave(), gaetan.leave()]);
});

test('a technician sees nothing of the office and nothing of a colleague', async () => {
  const visit = await bringVisit(office, 'Hugo', { day: 1, at: '20:30' });
  const sofia = await arriveAs(browser, office, 'Sofia', PHONE);
  for (const path of ['/', '/clients', '/planning', `/terrain/rendez-vous/${visit.id}`]) {
    const answer = await sofia.context.request.get(path, { maxRedirects: 0 });
    assert.ok([303, 403, 404].includes(answer.status()), `${path} answered ${answer.status()}`);
  }
  await sofia.leave();
});
