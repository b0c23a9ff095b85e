// The ground of all browser tests: Relais starts, a browser reaches it, and it stops.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Visitor, openBrowser } from './support/browser.mjs';
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

test('a browser reaches Relais', async () => {
  const visitor = await Visitor.arrive(browser, office);
  const answer = await visitor.page.goto('/healthz');
  assert.equal(answer.status(), 200);
  await visitor.leave();
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
