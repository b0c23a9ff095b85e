//! The agenda that a technician keeps elsewhere: what it takes of her time is known, and nobody is asked for it.

use chrono::{DateTime, TimeDelta, Utc};

use super::people::People;
use crate::{
    agendas::outside::{self, NewAgenda},
    app::App,
    business_time::{Week, local},
};

pub(super) async fn write(app: &App, people: &People, now: DateTime<Utc>) -> anyhow::Result<()> {
    let [.., technician] = people.technicians.as_slice() else { return Ok(()) };
    let agenda = NewAgenda {
        technician: *technician,
        label: "Google de Sofia",
        address: "https://agenda.google.example/calendar/ical/sofia/private-demo/basic.ics",
    };
    let id = outside::follow(app, agenda, people.office, now - TimeDelta::days(20)).await?;
    let tuesday = Week::of(local::today(now)).monday() + TimeDelta::days(1);
    let day = tuesday.format("%Y%m%d");
    // School on Tuesdays and Thursdays before work.
    let text = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:school\r\n\
         DTSTART;TZID=Europe/Paris:{day}T073000\r\nDTEND;TZID=Europe/Paris:{day}T083000\r\n\
         RRULE:FREQ=WEEKLY;BYDAY=TU,TH\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    outside::take(app, id, text.into_bytes(), now - TimeDelta::minutes(7)).await?;
    Ok(())
}
