// Visits on the day that a test needs them: the demo office works on weekdays only, and before the evening.

/**
 * Brings a visit that is still to come, of the technician with this first name, to an evening:
 * `day` counts from today. Returns its id, its customer's name and mobile number.
 */
export async function bringVisit(office, firstName, { day = 0, at = '20:00' } = {}) {
  const { database } = office;
  const [visit] = await database.rows(`
    select a.id, c.name as customer, min(p.e164) as mobile
    from appointments a
    join staff s on s.id = a.technician_id and s.name like '${firstName} %'
    join customers c on c.id = a.customer_id
    join phones p on p.customer_id = c.id and p.kind = 'mobile' and p.e164 is not null
    where a.status = 'booked' and a.source = 'demo' and a.starts_at::time < '18:00'
    group by a.id, c.name order by a.starts_at desc limit 1`);
  await database.run(`
    with evening as (
      select ((now() at time zone 'Europe/Paris')::date + ${day} + time '${at}') at time zone 'Europe/Paris' as starts_at
    )
    update appointments a
    set starts_at = e.starts_at, ends_at = e.starts_at + (a.ends_at - a.starts_at),
        blocked_until = e.starts_at + (a.blocked_until - a.starts_at),
        window_starts_at = e.starts_at, window_ends_at = e.starts_at + interval '2 hours'
    from evening e where a.id = ${visit.id}`);
  return visit;
}
