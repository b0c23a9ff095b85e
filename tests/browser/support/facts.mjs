// Whom and what the demo office knows: ids for the addresses of pages.

import { hangUp, ring } from './rings.mjs';
import { bringVisit } from './rounds.mjs';

export async function demoFacts(office) {
  for (const number of ['0033639981234', '0033639987766']) {
    const { callId } = await ring(office, number);
    await hangUp(office, callId);
  }
  // A file that another worker has had for a while.
  await office.database.run(`
    insert into import_drafts (staff_id, file_name, content, created_at, asked_for, asked_at, step, step_rows, lease_until, attempts)
    select min(id), 'export_clients.csv', '', now(), 'import', now() - interval '38 seconds', 'matching', 100000, now() + interval '1 day', 1
    from staff where role = 'office'`);
  // What the sheet of follow-ups says of somebody.
  await office.database.run(`
    insert into follow_ups (external_id, customer_id, subject, chased_on, chased, status, is_open, remark, fingerprint, import_id, imported_at)
    select n, c.id, subject, chased_on::date, chased, status, is_open, remark, '', (select max(id) from imports), now()
    from customers c, (values
      ('1', 'Devis tableau électrique', '2026-10-28', '28/10/2026', 'à relancer', true, 'préfère le soir'),
      ('2', 'Borne de recharge', null, 'semaine 42', 'en attente', true, ''),
      ('3', 'Contrat d’entretien', '2026-09-02', '02/09/2026', 'OK', false, '')
    ) as sheet (n, subject, chased_on, chased, status, is_open, remark)
    where c.name = 'Dupont Pierre'`);
  const visitToday = await bringVisit(office, 'Gaëtan', { at: '20:00' });
  const [facts] = await office.database.rows(`
    select
      (select id from customers where name = 'Dupont Pierre') as dupont,
      (select id from customers where pinned_note is not null limit 1) as moulin,
      (select max(c.id) from calls c where from_e164 = '+33639981234') as "callOfDupont",
      (select max(c.id) from calls c where from_e164 = '+33639987766') as "callOfStranger",
      (select number from tickets where status = 'open' and paused_at is null order by id limit 1) as "openTicket",
      (select number from tickets where paused_at is not null order by id limit 1) as "pausedTicket",
      (select number from tickets where status = 'planned' order by id limit 1) as "plannedTicket",
      (select id from appointments where status = 'booked' and starts_at > now() + interval '1 day' order by starts_at limit 1) as visit,
      (select id from appointments where status = 'done' order by starts_at desc limit 1) as "pastVisit",
      (select a.id from appointments a join staff s on s.id = a.technician_id
       where a.status = 'done' and s.name like 'Gaëtan%' order by starts_at desc limit 1) as "pastVisitOfGaetan",
      (select to_char(starts_at at time zone 'Europe/Paris', 'YYYY-MM-DD') from appointments
       where source = 'demo' and starts_at > now() + interval '1 day' group by 1 order by count(*) desc limit 1) as "busyDay",
      (select to_char(date_trunc('week', now()) - interval '1 day', 'YYYY-MM-DD')) as sunday,
      (select min(id) from maintenance_contracts where state = 'active' and rule like '%BYMONTH=1,7%') as contract,
      (select min(contract_id) from maintenance_visits where ended_at is null) as "contractWithVisit",
      (select number from tickets where source = 'maintenance' order by id limit 1) as "maintenanceTicket",
      (select max(id) from messages) as message,
      (select min(id) from mails where state = 'asking') as "strangersMail",
      (select mail_id from mail_attachments where picture is not null limit 1) as "mailWithPhoto",
      (select number from tickets where id = (select ticket_id from mails where ticket_id is not null limit 1)) as "ticketWithMails",
      (select max(id) from imports) as "lastImport",
      (select max(id) from import_drafts where asked_for = 'import') as "importUnderWay",
      (select min(id) from services) as service,
      (select min(id) from staff where role = 'technician') as technician,
      (select min(id) from promises where kept_at is null) as promise,
      (select min(owner_id) from promises where kept_at is null and owner_id is not null) as colleague,
      (select min(id) from absences) as absence`);
  return { ...facts, visitToday: visitToday.id };
}
