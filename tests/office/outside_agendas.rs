//! An agenda kept elsewhere takes a technician's time, everywhere; when it cannot be read, that is seen.

use chrono::TimeDelta;
use relais::{
    agendas::outside,
    appointments::{self, NewAppointment, Source},
    business_time::Span,
    db,
    delivery::PublicWeb,
    jobs::{Job as _, ReadAgendas},
    scheduling::{self, Search},
    staff::Role,
    values::{OutsideAgendaId, StaffId},
};
use sqlx::PgPool;

use crate::support::{
    Reply, SignedIn, TestApp, instant,
    publisher::{Answer, Publisher, THIS_MACHINE, agenda},
};

const HERE: &str = "/reglages/agendas-externes";

struct Office {
    app: TestApp,
    claire: SignedIn,
    gaetan: StaffId,
    publisher: Publisher,
}

impl Office {
    async fn open(db: PgPool, events: &[&str]) -> Self {
        let app =
            TestApp::with(db, |app| app.public_web = PublicWeb::with_inside(vec![THIS_MACHINE]));
        let publisher = Publisher::start(published(events, "\"1\"")).await;
        Self {
            claire: app.sign_in(Role::Office).await,
            gaetan: app.technician("Gaëtan Morel").await,
            app,
            publisher,
        }
    }

    async fn add(&self, address: &str) -> Reply {
        let technician = self.gaetan.to_string();
        let fields = [
            ("technician", technician.as_str()),
            ("label", "Outlook de Gaëtan"),
            ("address", address),
        ];
        self.app.post_as(&self.claire, HERE, &fields).await
    }

    async fn page(&self) -> Reply {
        self.app.get_as(&self.claire, HERE).await
    }

    async fn run(&self) -> usize {
        ReadAgendas::run(self.app.app.clone()).await.unwrap()
    }

    async fn later(&self, by: TimeDelta) -> usize {
        self.app.app.clock.advance(by);
        self.run().await
    }

    async fn id(&self) -> OutsideAgendaId {
        outside::outside_agendas(&self.app.app.db).await.unwrap()[0].id
    }

    /// The starts offered for a switchboard on a day, in UTC: for the office, and online.
    async fn offered(&self, day: &str) -> [Vec<String>; 2] {
        let service = self.app.service("TABLEAU").await;
        let from = instant(&format!("{day}T00:00:00Z"));
        let search = Search::anywhere(&service, from, from + TimeDelta::days(1));
        let (db, now) = (&self.app.app.db, self.app.now());
        let office = scheduling::offers(db, search, now).await.unwrap();
        let online = scheduling::online_offers(db, search, now).await.unwrap();
        [office, online].map(|offers| {
            offers.iter().map(|offer| offer.slot.starts_at.format("%H:%M").to_string()).collect()
        })
    }

    async fn book_at(&self, starts_at: &str) -> Result<(), appointments::BookError> {
        let home = self.app.customer("Martin Louise", None, None).await;
        let ticket = self.app.ticket(home).await;
        let new = NewAppointment {
            technician: self.gaetan,
            service: &self.app.service("TABLEAU").await,
            starts_at: instant(starts_at),
            ticket,
            customer: home.customer,
            site: home.site,
            source: Source::Office,
            created_by: None,
            request_key: None,
            forced: false,
        };
        let mut tx = db::begin(&self.app.app.db).await.unwrap();
        let booked = appointments::book(&self.app.app, &mut tx, &new, self.app.now()).await;
        tx.commit().await.unwrap();
        booked.map(|_| ())
    }
}

fn published(events: &[&str], etag: &'static str) -> Answer {
    let events: Vec<String> = events.iter().map(|event| (*event).to_owned()).collect();
    Answer::Agenda { text: agenda(&events), etag }
}

/// Every Tuesday morning, with a title that is nobody's business.
const TUESDAYS: &str = "UID:a\r\nSUMMARY:Rendez-vous chez le cardiologue\r\nDTSTART;TZID=Romance Standard Time:20261006T080000\r\n\
    DTEND;TZID=Romance Standard Time:20261006T120000\r\nRRULE:FREQ=WEEKLY";

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn time_taken_elsewhere_is_offered_to_nobody_and_no_title_is_kept(db: PgPool) {
    let office = Office::open(db, &[TUESDAYS]).await;
    let [before, _] = office.offered("2026-11-24").await;
    assert!(before.iter().any(|start| start == "07:00"), "{before:?}");
    let reply = office.add(&office.publisher.url()).await;
    reply.assert_status(303);

    for offers in office.offered("2026-11-24").await {
        assert!(
            !offers.is_empty() && offers.iter().all(|start| start.as_str() >= "13:00"),
            "{offers:?}"
        );
    }
    let refused = office.book_at("2026-11-24T08:00:00Z").await.unwrap_err();
    assert!(refused.can_be_forced());
    assert!(refused.to_string().contains("agenda externe"), "{refused}");
    assert!(office.offered("2026-11-25").await[0].iter().any(|start| start == "07:00"));

    let day = office.app.get_as(&office.claire, "/planning?date=2026-11-24&vue=jour").await;
    day.assert_shows("Occupé (agenda externe), 8\u{a0}h\u{a0}– 12\u{a0}h");
    let week = office.app.get_as(&office.claire, "/planning?date=2026-11-24&vue=semaine").await;
    week.assert_shows("Occupé (agenda externe)");
    let page = office.page().await;
    page.assert_shows("127.0.0.1/…");
    page.assert_shows("58\u{a0}événements à venir");
    for shown in [&page, &day, &week] {
        shown.assert_hides("secret-4711");
        shown.assert_hides("cardiologue");
    }

    // Retired, the time is free again.
    let id = office.id().await;
    let gone = office.app.post_as(&office.claire, &format!("{HERE}/{id}/retrait"), &[]).await;
    gone.assert_status(303);
    assert_eq!(office.offered("2026-11-24").await[0], before);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_agenda_is_read_again_by_itself_and_only_as_a_whole_when_it_changed(db: PgPool) {
    let office = Office::open(db, &[TUESDAYS]).await;
    office.add(&office.publisher.url()).await.assert_status(303);
    assert_eq!(office.run().await, 0, "read a moment ago");
    assert_eq!(office.later(TimeDelta::minutes(16)).await, 1);
    let asked = office.publisher.asked();
    assert_eq!(
        asked.iter().map(|(_, known)| known.as_deref()).collect::<Vec<_>>(),
        [None, Some("\"1\"")]
    );
    assert!(office.offered("2026-12-01").await[0].iter().all(|start| start.as_str() >= "13:00"));

    office.publisher.answers(published(&[], "\"2\""));
    assert_eq!(office.later(TimeDelta::minutes(16)).await, 1);
    assert!(office.offered("2026-12-01").await[0].iter().any(|start| start == "07:00"));

    // What comes again is reckoned anew each week, though nothing changed.
    assert_eq!(office.later(TimeDelta::days(8)).await, 1);
    assert_eq!(office.publisher.asked().last().unwrap().1, None);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_source_that_fails_keeps_what_it_said_and_is_seen(db: PgPool) {
    let mut office = Office::open(db, &[TUESDAYS]).await;
    office.add(&office.publisher.url()).await.assert_status(303);
    for broken in [Answer::Status(404), Answer::Bytes { many: 100, said: true }] {
        office.publisher.answers(broken);
        assert_eq!(office.later(TimeDelta::minutes(31)).await, 1);
        assert!(
            office.offered("2026-12-01").await[0].iter().all(|start| start.as_str() >= "13:00")
        );
    }
    let page = office.page().await;
    page.assert_shows("En échec depuis aujourd’hui à 9\u{a0}h\u{a0}31");
    page.assert_shows("n’est pas un agenda au format iCalendar");
    page.assert_shows("Les heures déjà connues restent bloquées.");
    let home = office.app.get_as(&office.claire, "/reglages").await;
    home.assert_hides("Agenda externe non lu");

    office.later(TimeDelta::hours(25)).await;
    office.claire = office.app.session_of(office.claire.staff).await;
    let home = office.app.get_as(&office.claire, "/reglages").await;
    home.assert_shows("Agenda externe non lu depuis hier à 9\u{a0}h\u{a0}31");

    office.publisher.answers(published(&[TUESDAYS], "\"3\""));
    let id = office.id().await;
    office
        .app
        .post_as(&office.claire, &format!("{HERE}/{id}/lecture"), &[])
        .await
        .assert_status(303);
    office.app.get_as(&office.claire, "/reglages").await.assert_hides("Agenda externe non lu");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_many_who_read_at_once_one_does(db: PgPool) {
    let office = Office::open(db, &[TUESDAYS]).await;
    office.add(&office.publisher.url()).await.assert_status(303);
    office.app.app.clock.advance(TimeDelta::minutes(16));
    let runs = (0..8).map(|_| office.run());
    let done: usize = futures_util::future::join_all(runs).await.into_iter().sum();
    assert_eq!((done, office.publisher.count()), (1, 2), "the first reading, and one more");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_leads_inside_is_refused_with_the_form_as_it_was(db: PgPool) {
    let office = Office::open(db, &[]).await;
    for (address, words) in [
        ("https://192.168.1.1/agenda.ics", "réseau interne"),
        ("webcal://[::1]/agenda.ics", "réseau interne"),
        ("ftp://agenda.example/agenda.ics", "commence par https:// ou webcal://"),
    ] {
        let reply = office.add(address).await;
        reply.assert_status(422);
        reply.assert_shows(words);
        assert_eq!(reply.input_value("label"), "Outlook de Gaëtan");
        assert_eq!(reply.input_value("address"), address);
    }
    office.add(&office.publisher.url()).await.assert_status(303);
    let twice = office.add(&office.publisher.url()).await;
    twice.assert_status(422);
    twice.assert_shows("déjà lue pour ce technicien");
    office.add("").await.assert_status(422);

    // The days on which the clocks change: the same wall time, an hour apart.
    office.publisher.answers(published(
        &["DTSTART;TZID=Europe/Paris:20270326T080000\r\nDURATION:PT4H\r\nRRULE:FREQ=DAILY;COUNT=5"],
        "\"9\"",
    ));
    office.later(TimeDelta::days(8)).await;
    let span = Span::new(instant("2027-03-26T00:00:00Z"), instant("2027-03-31T00:00:00Z"));
    let busy = scheduling::queries_days_off::busy_between(&office.app.app.db, span).await.unwrap();
    let starts: Vec<String> =
        busy.iter().map(|it| it.starts_at.format("%d %H").to_string()).collect();
    assert_eq!(starts, ["26 07", "27 07", "28 06", "29 06", "30 06"]);
}
