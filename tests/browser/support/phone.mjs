// The office's way through a call, without a mouse: from the card on the screen to the confirmed appointment.

/** Presses F2, says the motive, takes the first slot and saves. */
export async function bookFromCard(page, effort, motive) {
  await effort.press('F2');
  await page.getByLabel('Motif').and(page.locator(':focus')).waitFor();
  await effort.type(motive);
  const slots = page.getByRole('group', { name: 'Créneaux' }).getByRole('radio');
  await slots.first().waitFor();
  await effort.press('Enter');
  await effort.press('1');
  await slots.first().and(page.locator(':checked')).waitFor();
  await effort.press('Control+Enter');
  await page.getByRole('status').filter({ hasText: 'Rendez-vous confirmé' }).waitFor();
}

/** The card of this caller on a page of the office. */
export function cardOf(page, name) {
  return page.getByRole('region', { name: 'Appels en cours' }).getByRole('heading', { name });
}

/** The appointment that the office booked last, as the database has it. */
export async function lastBookedInOffice(office) {
  const [found] = await office.database.rows(`
    select a.id, a.uid, a.window_starts_at, a.window_ends_at, t.number as ticket, c.outcome,
           to_char(a.starts_at at time zone 'Europe/Paris', 'YYYY-MM-DD') as day,
           split_part(s.name, ' ', 1) as technician
    from appointments a
    join tickets t on t.id = a.ticket_id
    join calls c on c.ticket_id = t.id
    join staff s on s.id = a.technician_id
    where a.source = 'office' order by a.id desc limit 1`);
  return found;
}
