// The ground of all browser tests: Relais starts, a browser reaches it, and it stops.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inaccessible, overflowing } from './support/axe.mjs';
import { Visitor, openBrowser } from './support/browser.mjs';
import { Effort } from './support/effort.mjs';
import { Office } from './support/office.mjs';

let office, browser;
before(async () => {
  office = await Office.open();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await office?.close();
});

test('the program says that it is alive', async () => {
  const answer = await fetch(`${office.url}/healthz`);
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { status: 'alive' });
});

test('a stranger is asked to sign in, on a page that everybody can use', async () => {
  const stranger = await Visitor.arrive(browser, office);
  await stranger.page.goto('/');
  assert.equal(new URL(stranger.page.url()).pathname, '/connexion');
  assert.deepEqual([...await inaccessible(stranger.page), ...await overflowing(stranger.page)], []);
  await stranger.leave();
});

test('a wrong password costs three interactions and keeps the address typed', async () => {
  const stranger = await Visitor.arrive(browser, office);
  await stranger.page.goto('/connexion');
  const effort = await Effort.of(stranger.page);
  await effort.fill('[name=email]', 'bureau@duret.example');
  await effort.fill('[name=password]', 'not the password');
  await effort.click('main form button');

  await stranger.page.locator('[role=alert]').first().waitFor();
  assert.equal(await stranger.page.inputValue('[name=email]'), 'bureau@duret.example');
  const { interactions, characters, pages } = effort;
  assert.deepEqual({ interactions, characters, pages }, { interactions: 3, characters: 36, pages: 1 });
  await stranger.leave();
});

test('asked to stop, it ends well and starts again where it was', async () => {
  const before = office.url;
  assert.equal(await office.stop(), 0);
  await office.start();
  assert.equal(office.url, before);
});

test('killed, it starts again', async () => {
  await office.kill();
  await office.start();
});
