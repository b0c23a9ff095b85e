// The way of a customer through the portal, by thumb.

/** A telephone without JavaScript: the portal asks for no more. */
export const OLD_PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, javaScriptEnabled: false };

export const NEW_CUSTOMER = {
  service: 'Tableau électrique',
  address: '3 chemin des Lilas, 74000 Annecy',
  name: 'Jeanne Vernet',
  phone: '06 39 98 55 21',
  e164: '+33639985521',
};

/** From the welcome to the confirmed appointment; `customer` may also have an `email`. */
export async function book(page, effort, customer) {
  await page.goto('/rdv');
  await effort.click(page.getByRole('button', { name: customer.service }));
  await effort.click(page.getByRole('button', { name: 'Rien de tout cela' }));
  await effort.fill(page.getByLabel('Adresse complète'), customer.address);
  await effort.click(page.getByRole('button', { name: 'Voir les créneaux' }));
  await effort.click(page.locator('button[name="slot"]').first());
  await effort.fill(page.getByLabel('Prénom et nom'), customer.name);
  await effort.fill(page.getByLabel('Téléphone mobile'), customer.phone);
  if (customer.email) await effort.fill(page.getByLabel('E-mail'), customer.email);
  await effort.click(page.getByRole('button', { name: 'Confirmer le rendez-vous' }));
  await page.getByRole('heading', { name: 'C’est confirmé' }).waitFor();
}

/** The day and the arrival window that the page of an appointment shows, in its own words. */
export async function shownTime(page) {
  return (await page.locator('.recap dd').first().textContent()).trim();
}
