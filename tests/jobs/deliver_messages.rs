//! Messages leave, and say what is so.

use chrono::TimeDelta;
use icalendar::{
    Calendar, CalendarComponent, Component as _, DatePerhapsTime, Event, EventLike as _,
    EventStatus,
};
use relais::{
    appointments::{self, By, NewTime},
    db::MIGRATOR,
    jobs,
    messages::State,
    values::AppointmentId,
};
use sqlx::PgPool;

use crate::support::{TestApp, factory::Home, instant, outbox::Office, smtp_sink::Mail};

/// Tuesday, 9:00 in Annecy: within the window from 8 to 10.
const VISIT: &str = "2026-11-24T08:00:00Z";

async fn booked(test: &TestApp) -> (Home, AppointmentId) {
    let gaetan = test.technician("Gaëtan Morel").await;
    let dupont = test.dupont().await;
    let id = test.appointment(gaetan, dupont, instant(VISIT)).await;
    (dupont, id)
}

fn calendar_of(mail: &Mail) -> (String, Event) {
    let parts = mail.parts("text/calendar");
    let (content_type, text) = parts.first().expect("the mail has a calendar entry");
    let calendar: Calendar = text.parse().unwrap();
    let method = calendar.property_value("METHOD").unwrap().to_owned();
    assert!(content_type.contains(&format!("method={method}")), "{content_type}");
    let attached = mail.parts("application/ics");
    assert_eq!(attached.len(), 1, "people open the attachment");
    assert_eq!(attached[0].1.trim_end(), text.trim_end());
    let event = calendar.components.into_iter().find_map(|component| match component {
        CalendarComponent::Event(event) => Some(event),
        _ => None,
    });
    (method, event.unwrap())
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_confirmation_leaves_by_mail_with_the_calendar_entry_and_by_text(db: PgPool) {
    let office = Office::open(db).await;
    let (_, id) = booked(&office.test).await;

    assert_eq!(office.deliver().await, 2);
    assert_eq!(office.deliver().await, 0, "once is enough");

    let mails = office.smtp.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "pierre.dupont@laposte.example");
    let text = &mails[0].parts("text/plain")[0].1;
    let details = appointments::find(&office.test.app.db, id).await.unwrap().unwrap();
    let link = appointments::follow_link(&office.test.app.settings, &details.uid);
    for words in [
        "Mardi 24 novembre 2026, entre 8\u{a0}h et 10\u{a0}h",
        "12 rue de la Mairie, 74000 Annecy",
        "Gaëtan",
        &link,
    ] {
        assert!(text.contains(words), "{words} is not in:\n{text}");
    }

    let (method, event) = calendar_of(&mails[0]);
    assert_eq!(method, "REQUEST");
    assert_eq!(event.get_uid(), Some(details.uid.as_str()));
    assert_eq!(event.get_sequence(), Some(0));
    assert_eq!(event.get_status(), Some(EventStatus::Confirmed));
    assert_eq!(event.get_start(), Some(DatePerhapsTime::from(instant("2026-11-24T07:00:00Z"))));
    assert_eq!(event.get_end(), Some(DatePerhapsTime::from(instant("2026-11-24T09:00:00Z"))));
    assert_eq!(event.get_location(), Some("12 rue de la Mairie, 74000 Annecy"));

    let texts = office.sms.requests();
    assert_eq!(texts.len(), 1);
    assert_eq!(texts[0]["to"], "+33639981234");
    let text = texts[0]["text"].as_str().unwrap();
    assert!(
        text.contains("confirmé mardi 24 novembre entre 8 h et 10 h") && text.contains(&link),
        "{text}"
    );
    assert!(relais::values::french::sms_segments(text) <= 2, "{text}");
    let states: Vec<State> =
        office.test.messages().await.iter().map(|row| row.state(office.test.now())).collect();
    assert_eq!(states, [State::Sent, State::Sent]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_move_and_a_cancellation_change_the_same_calendar_entry(db: PgPool) {
    let office = Office::open(db).await;
    let (_, id) = booked(&office.test).await;
    office.deliver().await;
    let app = &office.test.app;
    let details = appointments::find(&app.db, id).await.unwrap().unwrap();

    let later = instant("2026-11-25T13:00:00Z");
    let to = NewTime { technician: details.technician_id, starts_at: later, forced: false };
    appointments::move_to(app, id, None, to, By::Customer, office.test.now()).await.unwrap();
    office.deliver().await;
    appointments::cancel(app, id, None, None, By::Customer, office.test.now()).await.unwrap();
    office.deliver().await;

    let mails = office.smtp.mails();
    assert_eq!(mails.len(), 3);
    let (method, moved) = calendar_of(&mails[1]);
    assert_eq!(
        (method.as_str(), moved.get_uid(), moved.get_sequence()),
        ("REQUEST", Some(details.uid.as_str()), Some(1))
    );
    assert_eq!(moved.get_start(), Some(DatePerhapsTime::from(later)));
    assert!(
        mails[1].parts("text/plain")[0]
            .1
            .contains("il était prévu le mardi 24 novembre, vers 9\u{a0}h")
    );
    let (method, cancelled) = calendar_of(&mails[2]);
    assert_eq!(
        (method.as_str(), cancelled.get_uid(), cancelled.get_sequence(), cancelled.get_status()),
        ("CANCEL", Some(details.uid.as_str()), Some(2), Some(EventStatus::Cancelled))
    );
    let texts = office.sms.requests();
    assert!(texts[2]["text"].as_str().unwrap().contains("est annulé"), "{}", texts[2]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_moves_a_visit_before_its_confirmation_left_is_told_once(db: PgPool) {
    let office = Office::open(db).await;
    let (_, id) = booked(&office.test).await;
    let app = &office.test.app;
    let technician = appointments::find(&app.db, id).await.unwrap().unwrap().technician_id;
    let to = NewTime { technician, starts_at: instant("2026-11-25T13:00:00Z"), forced: false };
    appointments::move_to(app, id, None, to, By::Customer, office.test.now()).await.unwrap();

    assert_eq!(office.deliver().await, 2);
    let mails = office.smtp.mails();
    assert!(mails[0].parts("text/plain")[0].1.contains("Votre rendez-vous est confirmé"));
    assert!(mails[0].parts("text/plain")[0].1.contains("Mercredi 25 novembre"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_a_server_messages_wait(db: PgPool) {
    let test = TestApp::new(db.clone());
    booked(&test).await;
    assert_eq!(test.run::<jobs::DeliverEmails>().await + test.run::<jobs::DeliverTexts>().await, 0);
    assert!(
        test.messages()
            .await
            .iter()
            .all(|row| row.attempts == 0 && row.state(test.now()) == State::Queued)
    );

    // The day one is configured they leave.
    let mut office = Office::open(db).await;
    office.test.app.clock.advance(TimeDelta::hours(2));
    assert_eq!(office.deliver().await, 2);
    office.test = test;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_message_leaves_as_soon_as_its_cause_is_committed(db: PgPool) {
    let office = Office::open(db).await;
    let app = office.test.app.clone();
    let running = jobs::start(&app);
    let stop = tokio_util::sync::CancellationToken::new();
    let listening = tokio::spawn(app.announcements.clone().listen(app.db.clone(), stop.clone()));

    booked(&office.test).await;
    let asked =
        tokio::time::timeout(std::time::Duration::from_secs(20), office.smtp.asked.notified());
    asked.await.expect("the mail server was asked");

    running.stop().await;
    stop.cancel();
    listening.await.unwrap();
    assert_eq!(office.smtp.mails().len(), 1);
}
