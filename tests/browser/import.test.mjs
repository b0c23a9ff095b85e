// The two client files of the old office come in through the screen, and come again without a change.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inaccessible, overflowing } from './support/axe.mjs';
import { openBrowser } from './support/browser.mjs';
import { Office } from './support/office.mjs';
import { arriveAs } from './support/people.mjs';
import { cardOf } from './support/phone.mjs';
import { ring } from './support/rings.mjs';
import { shoot } from './support/shots.mjs';

const MDE = fileURLToPath(new URL('../data/legacy/mde_clients.csv', import.meta.url));
const SAGE = fileURLToPath(new URL('../data/legacy/sage_clients.csv', import.meta.url));
const ROWS = { [MDE]: 1560, [SAGE]: 1563 };

let office, browser, claire;
before(async () => {
  [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
  // The people of the demo office, without a single customer.
  await office.database.run(`
    truncate customers, source_records, imports, tickets, calls, promises, messages, events, appointments cascade`);
  claire = await arriveAs(browser, office, 'Claire');
});
after(() => Promise.all([office?.close(), browser?.close()]));

test('both files are taken whole, each after a preview that writes nothing', async () => {
  for (const file of [MDE, SAGE]) {
    const before = await customers();
    await choose(file);
    assert.equal(await customers(), before, 'the preview writes nothing');
    await sayYes();
    const { created, linked, updated, unchanged, rejected } = await figures();
    assert.equal(created + linked + updated + unchanged + rejected, ROWS[file]);
    assert.equal(unchanged, 0);
    assert.ok(created > 0);
    assert.equal(await customers(), before + created);
  }
});

test('the same files again change nothing', async () => {
  const before = await customers();
  for (const file of [SAGE, MDE]) {
    await choose(file);
    await sayYes();
    assert.deepEqual(await figures(), { created: 0, linked: 0, updated: 0, unchanged: ROWS[file], rejected: 0 });
  }
  assert.equal(await customers(), before);
});

test('what was two records is one customer on the screen when the telephone rings', async () => {
  await claire.page.goto('/');
  await ring(office, '0033639981234');
  await cardOf(claire.page, 'Dupont Pierre').waitFor();
  // A search that finds one leads straight there.
  await claire.page.goto('/recherche?q=0639981234');
  await claire.page.getByRole('heading', { name: 'Dupont Pierre', level: 1 }).waitFor();
  const records = claire.page.getByRole('region', { name: 'Fiches d’origine' });
  await records.getByText('ERP MDE · C01111', { exact: true }).waitFor();
  await records.getByText('Sage · CLI00486', { exact: true }).waitFor();
  // It is said why, for as long as somebody may doubt it.
  await records.getByText('même numéro', { exact: false }).first().waitFor();
  await shoot(claire.page, 'client-fiches-origine');
});

test('a record that is somebody else is detached from the card, and given back by one key', async () => {
  const { page } = claire;
  const card = page.url();
  const records = page.getByRole('region', { name: 'Fiches d’origine' });
  await records.getByText('Détacher cette fiche : Sage · CLI00486').click();
  await shoot(page, 'client-detacher');
  assert.deepEqual([...await inaccessible(page), ...await overflowing(page)], []);
  await records.getByRole('button', { name: 'Détacher' }).filter({ visible: true }).click();
  await page.getByText('est maintenant un client à part').waitFor();
  assert.notEqual(page.url(), card);
  await shoot(page, 'client-detache');
  assert.deepEqual([...await inaccessible(page), ...await overflowing(page)], []);
  await page.keyboard.press('Control+z');
  await page.getByText('C’est de nouveau une seule fiche').waitFor();
  await page.getByRole('region', { name: 'Fiches d’origine' }).getByText('Sage · CLI00486').first().waitFor();
});

test('a row that cannot be taken is reported with its line and its reason, and the others are taken', async () => {
  const rows = [
    'Code client;Nom;Adresse;Tél;Email',
    'X00001;VERDIER Alice;4 rue des Écoles, 74000 Annecy;06 39 98 70 01;',
    ';;;;',
    'X00003;;5 rue des Écoles, 74000 Annecy;06 39 98 70 03;',
    'X00004;BARON Marc;6 rue des Écoles, 74000 Annecy;06 39 98 70 04;',
  ];
  await choose({ name: 'mde_clients_extrait.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n'), 'latin1') });
  const { page } = claire;
  const rejections = page.getByRole('region', { name: 'Lignes non prises' });
  await rejections.getByRole('rowheader', { name: '4', exact: true }).waitFor();
  assert.match(await rejections.textContent(), /5 rue des Écoles/);
  await shoot(page, 'import-apercu');
  assert.deepEqual([...await inaccessible(page), ...await overflowing(page)], []);

  await sayYes();
  const { created, rejected } = await figures();
  assert.deepEqual({ created, rejected }, { created: 2, rejected: 1 });
  await shoot(page, 'import-rapport-rejets');
  assert.deepEqual([...await inaccessible(page), ...await overflowing(page)], []);

  // The list of what was not taken is mended in a spreadsheet, and comes in as it is.
  const download = page.waitForEvent('download');
  await page.getByText('Télécharger la liste').click();
  await page.getByRole('link', { name: 'CSV, pour Excel' }).click();
  const list = await readFile(await (await download).path(), 'utf8');
  const mended = list.replace('X00003;;', 'X00003;MENDEL Rose;');
  assert.notEqual(mended, list);
  await choose({ name: 'corrige.csv', mimeType: 'text/csv', buffer: Buffer.from(mended) });
  await sayYes();
  const { created: taken, rejected: left } = await figures();
  assert.deepEqual({ created: taken, rejected: left }, { created: 1, rejected: 0 });
});

test('an import is taken back as a whole from its report', async () => {
  const before = await customers();
  const rows = ['Code client;Nom;Tél', 'Z00001;ANNULER Alain;06 39 98 70 11', 'Z00002;DEFAIRE Denise;06 39 98 70 12'];
  await choose({ name: 'mde_clients_annule.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n'), 'latin1') });
  await sayYes();
  assert.equal(await customers(), before + 2);
  await shoot(claire.page, 'import-rapport');
  await claire.page.getByRole('button', { name: 'Annuler cet import' }).click();
  await claire.page.getByText('Cet import a été annulé').waitFor();
  assert.equal(await customers(), before);
  await shoot(claire.page, 'import-annule');
  assert.deepEqual([...await inaccessible(claire.page), ...await overflowing(claire.page)], []);
});

test('a file whose columns nobody knows asks what they are, and nothing is written', async () => {
  const before = await customers();
  const { page } = claire;
  await choose({ name: 'batigest.csv', mimeType: 'text/csv', buffer: Buffer.from('Ident;Qui;Fixe\nB1;BATI Gaston;0465711234\n') });
  await page.getByRole('heading', { name: 'Colonnes du fichier' }).waitFor();
  await page.getByLabel('Les clients de quel logiciel').selectOption('sage-clients');
  await page.getByLabel('Nom de ce choix de colonnes').fill('Batigest');
  await page.getByLabel('Ce que contient « Ident »').selectOption('code');
  await page.getByLabel('Ce que contient « Qui »').selectOption('nom');
  await shoot(page, 'import-colonnes');
  assert.deepEqual([...await inaccessible(page), ...await overflowing(page)], []);
  await page.getByRole('button', { name: 'Voir l’aperçu' }).click();
  await page.getByRole('heading', { name: 'Aperçu de l’import' }).waitFor();
  await shoot(page, 'import-apercu-colonnes');
  assert.equal(await customers(), before);
});

test('a file that is no table is refused with what to do, and nothing is written', async () => {
  const before = await customers();
  await choose({ name: 'photo.csv', mimeType: 'text/csv', buffer: Buffer.from('\x89PNG\0\0') });
  await claire.page.getByRole('alert').waitFor();
  await shoot(claire.page, 'import-refus');
  assert.equal(await customers(), before);
  await claire.leave();
});

async function choose(file) {
  await claire.page.goto('/import');
  await claire.page.getByLabel('Fichier CSV').setInputFiles(file);
  await claire.page.getByRole('button', { name: 'Voir l’aperçu' }).click();
}

async function sayYes() {
  await claire.page.getByRole('button', { name: 'Importer' }).click();
  await claire.page.waitForURL(/\/import\/\d+$/);
}

/** What the report says, by its words. */
async function figures() {
  const shown = await claire.page.getByRole('main').locator('.stat').allTextContents();
  const number = (words) => Number(shown.find((text) => words.test(text)).replaceAll(/\D/g, ''));
  return {
    created: number(/nouveaux? clients?/),
    linked: number(/rattachées?/),
    updated: number(/mises? à jour/),
    unchanged: number(/inchangées?/),
    rejected: number(/non prises?/),
  };
}

async function customers() {
  const [{ count }] = await office.database.rows('select count(*) from customers');
  return count;
}
