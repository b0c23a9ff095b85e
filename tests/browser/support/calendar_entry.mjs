// The calendar entry that a message carries, as a calendar reads it.

import ICAL from 'ical.js';

/** `{ method, uid, sequence, startsAt, endsAt, status }` of an e-mail's one attachment. */
export function calendarEntryOf(message) {
  const attached = message.attachments.find(({ contentType }) => contentType === 'text/calendar');
  if (!attached) throw new Error(`no calendar entry in « ${message.subject} »`);
  return readCalendarEntry(attached.content.toString('utf8'));
}

export function readCalendarEntry(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const entries = calendar.getAllSubcomponents('vevent');
  if (entries.length !== 1) throw new Error(`${entries.length} entries in a calendar:\n${text}`);
  const event = new ICAL.Event(entries[0]);
  return {
    method: calendar.getFirstPropertyValue('method'),
    uid: event.uid,
    sequence: event.sequence,
    startsAt: event.startDate.toJSDate(),
    endsAt: event.endDate.toJSDate(),
    status: entries[0].getFirstPropertyValue('status'),
  };
}
