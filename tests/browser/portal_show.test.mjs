// The whole portal as hard as it can be had: without JavaScript, by keyboard, 320 pixels wide, on a slow line; and what
// meets a robot.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readAloud } from './support/accessibility_tree.mjs';
import { inaccessible, overflowing } from './support/axe.mjs';
import { Visitor, openBrowser } from './support/browser.mjs';
import { Effort } from './support/effort.mjs';
import { Office } from './support/office.mjs';
import { NEW_CUSTOMER } from './support/portal.mjs';
import { shoot } from './support/shots.mjs';

const MOST_INTERACTIONS = 8;
const MOST_BYTES = 100_000;
const NARROW = { viewport: { width: 320, height: 640 }, javaScriptEnabled: false };
const ANSWERS = { service: 'TABLEAU', safety: 'rien', address: NEW_CUSTOMER.address };

let office, browser;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('by keyboard, without JavaScript, 320 pixels wide and at 400 kb/s a customer books and is read to in order', async () => {
  const visitor = await Visitor.arrive(browser, office, NARROW);
  const { page } = visitor;
  const effort = await Effort.of(page);
  await effort.traffic.slowDown();
  const steps = [];
  let waited = 0;
  let tabs = 0;

  /** Goes there by Tab; what is done there is an interaction, the way is not. */
  const reach = async (locator) => {
    for (let pressed = 0; pressed < 60; pressed += 1) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
      tabs += 1;
    }
    assert.fail(`no way by keyboard to ${locator}`);
  };
  const choose = async (locator, heading) => {
    await reach(locator);
    const begun = performance.now();
    await effort.press('Enter');
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.waitForLoadState();
    waited += performance.now() - begun;
    steps.push(await readAloud(page));
  };
  const type = async (label, text) => {
    await reach(page.getByLabel(label));
    await effort.type(text);
  };

  await page.goto('/rdv');
  steps.push(await readAloud(page));
  await choose(page.getByRole('button', { name: NEW_CUSTOMER.service }), 'Que se passe-t-il');
  await choose(page.getByRole('button', { name: 'Rien de tout cela' }), 'À quelle adresse');
  await type('Adresse complète', NEW_CUSTOMER.address);
  await choose(page.getByRole('button', { name: 'Voir les créneaux' }), 'Quel créneau');
  await choose(page.locator('button[name="slot"]').first(), 'Vos coordonnées');
  await type('Prénom et nom', NEW_CUSTOMER.name);
  await type('Téléphone mobile', NEW_CUSTOMER.phone);
  await choose(page.getByRole('button', { name: 'Confirmer le rendez-vous' }), 'C’est confirmé');

  console.log(`portal by keyboard at 320 px, 400 kb/s and 300 ms: ${(waited / 1000).toFixed(1)} s of waiting ` +
    `(10 s asked), ${tabs} times Tab; ${effort.summary()}`);
  assert.ok(effort.interactions <= MOST_INTERACTIONS, `${effort.interactions} interactions`);
  assert.ok(effort.traffic.bytes <= MOST_BYTES, `${effort.traffic.bytes} bytes`);
  assert.equal(effort.traffic.scriptBytes, 0);

  const [services, safety, address, slots, contact, confirmed] = steps;
  inOrder(services, ['heading: Que pouvons-nous faire', 'button: Tableau électrique', 'link: Demandez à être rappelé']);
  inOrder(safety, ['link: Changer de prestation', 'heading: Que se passe-t-il', 'button: ', 'button: Rien de tout cela']);
  inOrder(address, ['heading: À quelle adresse', 'textbox: Adresse complète', 'button: Voir les créneaux']);
  inOrder(slots, ['heading: Quel créneau', 'heading: ', 'button: ', 'link: Jours suivants', 'link: Être rappelé']);
  inOrder(contact, [
    'heading: Vos coordonnées', 'textbox: Prénom et nom', 'textbox: Téléphone mobile', 'textbox: E-mail (facultatif)',
    'button: Confirmer le rendez-vous',
  ]);
  inOrder(confirmed, [
    'heading: C’est confirmé', 'link: Déplacer', 'link: Annuler', 'link: Ajouter à mon agenda',
    'button: Me prévenir si un créneau se libère plus tôt', 'heading: Où en est-on', 'heading: Montrer avec une photo',
    'heading: Écrire au bureau', 'textbox: Votre message', 'button: Envoyer le message',
  ]);
  // What says that something has happened has words, not a name.
  const nameless = (line) => /^\w+: $/.test(line) && !line.startsWith('status');
  for (const told of steps) assert.deepEqual(told.filter(nameless), [], told.join('\n'));
  await visitor.leave();
});

test('every page of the way and of the link is for everybody, at 320 pixels too', async () => {
  const visitor = await Visitor.arrive(browser, office, { viewport: { width: 320, height: 640 } });
  const { page } = visitor;
  const link = await linkOfLatest(page);
  const wrong = [];
  for (const [name, path] of [
    ['portail-suivi', link], ['portail-suivi-message', `${link}?message=oui`], ['portail-suivi-erreur', null],
    ['portail-suivi-attente', 'wish'], ['portail-suivi-code', 'code'],
  ]) {
    if (path === null) {
      await page.goto(link);
      await page.locator('form[action$="/message"]').evaluate((form) => { form.noValidate = true; form.requestSubmit(); });
      await page.getByText('Écrivez votre message.').first().waitFor();
    } else if (path === 'wish') {
      await page.goto(link);
      await page.getByRole('button', { name: 'Me prévenir' }).click();
      await page.getByRole('button', { name: 'Ne plus me prévenir' }).waitFor();
    } else if (path === 'code') {
      await office.database.run(`
        update appointments set status = 'done', starts_at = starts_at - interval '90 days', ends_at = ends_at - interval '90 days',
          blocked_until = blocked_until - interval '90 days', window_starts_at = window_starts_at - interval '90 days',
          window_ends_at = window_ends_at - interval '90 days'
        where id = (select max(id) from appointments where source = 'portal')`);
      await page.goto(link);
      await page.getByRole('heading', { name: 'Est-ce bien vous' }).waitFor();
    } else {
      await page.goto(path);
    }
    wrong.push(...(await inaccessible(page)).map((what) => `${name}: ${what}`));
    wrong.push(...(await overflowing(page)).map((what) => `${name}: ${what}`));
    await shoot(page, name);
  }
  await page.getByLabel('Les quatre derniers chiffres').fill('5521');
  await page.getByRole('button', { name: 'Voir le rendez-vous' }).click();
  await page.getByText('L’intervention est terminée').first().waitFor();
  assert.deepEqual(wrong, []);
  await visitor.leave();
});

test('who asks for more than people do waits a moment with JavaScript, and is called back without', async () => {
  for (let n = 0; n < 20; n += 1) await hold();
  const plain = await Visitor.arrive(browser, office, NARROW);
  await slotsOf(plain.page);
  await plain.page.locator('button[name="slot"]').first().click();
  await plain.page.getByRole('heading', { name: 'Un instant' }).waitFor();
  await plain.page.getByText('qui est coupé dans votre navigateur').waitFor();
  await plain.page.getByRole('link', { name: 'Être rappelé' }).click();
  await plain.page.getByRole('heading', { name: 'Nous vous rappelons' }).waitFor();
  await plain.leave();

  const scripted = await Visitor.arrive(browser, office);
  const { page } = scripted;
  await slotsOf(page);
  const begun = performance.now();
  await page.locator('button[name="slot"]').last().click();
  await page.getByRole('heading', { name: 'Vos coordonnées' }).waitFor();
  console.log(`portal, a proof of work on this machine: ${(performance.now() - begun).toFixed(0)} ms`);
  assert.equal(new URL(page.url()).pathname, '/rdv/coordonnees');
  await scripted.leave();

  // How it looks while it works, for people to see: the worker is kept from answering.
  const slow = await Visitor.arrive(browser, office);
  await slow.page.route('**/proof-worker*', () => {});
  await slotsOf(slow.page);
  await slow.page.locator('button[name="slot"]').last().click();
  await slow.page.getByText('Vérification en cours').waitFor();
  assert.deepEqual(await inaccessible(slow.page), []);
  assert.deepEqual(await overflowing(slow.page), []);
  await shoot(slow.page, 'portail-preuve');
  await slow.leave();
});

/** In this order, whatever stands between. */
function inOrder(told, wanted) {
  let at = -1;
  for (const start of wanted) {
    const found = told.findIndex((line, position) => position > at && line.startsWith(start));
    assert.ok(found > at, `“${start}” does not come where it should in:\n${told.join('\n')}`);
    at = found;
  }
}

const slotsOf = (page) => page.goto(`/rdv/creneaux?${new URLSearchParams(ANSWERS)}`);

/** A slot that nobody ever offered: it is counted, and holds nothing. */
function hold() {
  return fetch(`${office.url}/rdv/creneaux`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ ...ANSWERS, slot: '1-1' }),
  });
}

/** The link of the appointment that was booked last, from its text message. */
async function linkOfLatest() {
  const { text } = await office.sms.text(NEW_CUSTOMER.e164, /RDV confirmé/);
  return new URL(/http\S+\/suivi\/[\w-]+/.exec(text)[0]).pathname;
}
