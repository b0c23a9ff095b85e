// The planning's board: what stands on it, where things are on the screen, and free times to put them.

/** As many quarters of an hour as the board begins after midnight. */
const OPENS = 28;

/** The visits that can be moved on a day, by technician and start. */
export function visitsOf(office, day) {
  return office.database.rows(`
    select a.id, a.technician_id as technician, a.version, c.name as customer, s.name as person,
      extract(hour from a.starts_at at time zone 'Europe/Paris') * 4
        + extract(minute from a.starts_at at time zone 'Europe/Paris') / 15 - ${OPENS} as start,
      extract(epoch from a.ends_at - a.starts_at) / 900 as quarters
    from appointments a join customers c on c.id = a.customer_id join staff s on s.id = a.technician_id
    where a.status = 'booked' and (a.starts_at at time zone 'Europe/Paris')::date = '${day}'
    order by a.technician_id, a.starts_at`);
}

/** Where one visit stands now. */
export async function standing(office, id) {
  const [visit] = await office.database.rows(`
    select technician_id as technician, version, extract(epoch from ends_at - starts_at) / 900 as quarters,
      to_char(starts_at at time zone 'Europe/Paris', 'YYYY-MM-DD') as day,
      extract(hour from starts_at at time zone 'Europe/Paris') * 4
        + extract(minute from starts_at at time zone 'Europe/Paris') / 15 - ${OPENS} as start
    from appointments where id = ${id}`);
  return visit;
}

/** A time that the rules allow on a day, as the form that `path` shows proposes it. */
export async function freePlaceOn(context, path, day) {
  const page = await context.newPage();
  await page.goto(path);
  const values = await page.locator('input[name="slot"][value*="@"]').evaluateAll((all) => all.map((one) => one.value));
  await page.close();
  const places = values.map((value) => {
    const [technician, at] = value.split('@');
    const wall = new Date(at).toLocaleString('sv-SE', { timeZone: 'Europe/Paris' });
    const [date, time] = wall.split(' ');
    const [hour, minute] = time.split(':').map(Number);
    return { technician: Number(technician), day: date, start: hour * 4 + minute / 15 - OPENS };
  });
  return places.find((place) => place.day === day);
}

/** A little inside the beginning of a visit's card. */
export async function handleOf(page, id) {
  const box = await page.locator(`#visit-${id}`).boundingBox();
  return { x: box.x + 6, y: box.y + box.height / 2 };
}

/** The end of a visit's card, by which it is made longer or shorter. */
export async function gripOf(page, id) {
  const box = await page.locator(`#visit-${id}`).boundingBox();
  return { x: box.x + box.width - 4, y: box.y + box.height / 2 };
}

/** A little inside a quarter of an hour of a technician's row. */
export async function cellOf(page, technician, start) {
  return page.locator(`#row-${technician}`).evaluate((row, quarter) => {
    const { left, top, width, height } = row.getBoundingClientRect();
    const names = row.querySelector('.board-name').offsetWidth;
    return { x: left + names + ((width - names) / 48) * quarter + 6, y: top + height / 2 };
  }, start);
}

/** A company of 50 technicians with 8 visits each on a day. */
export async function fillDay(office, day) {
  await office.database.run(`
    insert into staff (name, email, role, password_hash, active, created_at)
    select 'Technicien ' || n, 'technicien' || n || '@demo.example', 'technician', '', true, now()
    from generate_series(1, 50 - (select count(*)::int from staff where role = 'technician' and active)) n;
    update appointments set status = 'cancelled', cancelled_at = now()
    where (starts_at at time zone 'Europe/Paris')::date = '${day}' and status <> 'held';
    insert into appointments (technician_id, service_id, status, starts_at, ends_at, blocked_until, window_starts_at,
      window_ends_at, ticket_id, customer_id, site_id, uid, token_hash, source, created_at)
    select t.id, (select min(id) from services), 'booked', at, at + interval '45 minutes', at + interval '1 hour', at,
      at + interval '2 hours', k.id, k.customer_id, k.site_id, 'full-' || t.id || '-' || n,
      sha256(('full-' || t.id || '-' || n)::bytea), 'demo', now()
    from (select id from staff where role = 'technician' and active) t, generate_series(0, 7) n,
      (select id, customer_id, site_id from tickets where site_id is not null limit 1) k,
      lateral (select ('${day} 08:00'::timestamp + n * interval '75 minutes') at time zone 'Europe/Paris' as at) w`);
}
