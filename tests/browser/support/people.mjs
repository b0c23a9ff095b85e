// Who works in the demo office, and how they sign in.

import { Visitor } from './browser.mjs';

const PASSWORD = 'relais-demo';

/** By first name, as the screens name them. */
const SIGN_INS = {
  Claire: 'bureau@demo.example',
  Denis: 'direction@demo.example',
  Gaëtan: 'technicien@demo.example',
  Hugo: 'hugo@demo.example',
  Sofia: 'sofia@demo.example',
};

/** A telephone in a van. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** Somebody of the office at a desk, or a technician with a telephone, signed in. */
export async function arriveAs(browser, office, firstName, options = {}) {
  const visitor = await Visitor.arrive(browser, office, options);
  await signIn(visitor.page, firstName);
  return visitor;
}

/** From any page that asks for it. */
export async function signIn(page, firstName) {
  if (!new URL(page.url(), 'http://nowhere').pathname.startsWith('/connexion')) await page.goto('/connexion');
  await page.getByLabel('Adresse e-mail').fill(SIGN_INS[firstName]);
  await page.getByLabel('Mot de passe').fill(PASSWORD);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/connexion'));
}
