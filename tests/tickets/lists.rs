//! Views, filters of one's own, pages, what comes in while one looks; the board.

use relais::{
    catalog::Priority,
    tickets::{self, Filter, PauseReason, Source, Wait},
    values::StaffId,
};
use sqlx::PgPool;

use super::{Office, office};
use crate::support::{SignedIn, instant};

impl Office {
    /// The numbers that a list shows, in its order.
    async fn listed(&self, who: &SignedIn, path: &str) -> Vec<String> {
        let page = self.test.get_as(who, path).await;
        page.assert_status(200);
        let rows = page.body.split("href=\"/demandes/SAV-").skip(1);
        let numbers = rows.map(|rest| format!("SAV-{}", rest.split('"').next().unwrap()));
        let mut numbers: Vec<String> = numbers.collect();
        numbers.dedup();
        numbers
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn each_view_shows_its_own_with_what_is_due_first(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let (_, slow) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let (_, fast) = office.ticket(Source::Phone, Priority::P1, Some(office.claire)).await;
    let (waiting, waits) = office.ticket(Source::Phone, Priority::P2, Some(office.sofia)).await;
    let wait = Wait {
        reason: PauseReason::Customer,
        note: String::new(),
        ask_again_at: instant("2026-11-27T09:00:00Z"),
    };
    tickets::pause(&office.test.app.db, waiting, &wait, office.sofia, office.test.now())
        .await
        .unwrap();
    let (covered, free) = office.ticket(Source::Phone, Priority::P4, Some(office.sofia)).await;
    tickets::set_warranty(&office.test.app.db, covered, true, office.sofia, office.test.now())
        .await
        .unwrap();
    let gaetan = office.test.technician("Gaëtan Morel").await;
    office.test.appointment(gaetan, office.home, instant("2026-11-24T09:00:00Z")).await;
    let planned = "SAV-2611-005".to_owned();
    let (ended, closed) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    tickets::close(&office.test.app.db, ended, "réglé", office.claire, office.test.now())
        .await
        .unwrap();

    // The visit has nobody else's name on it, and Claire had no more than Sofia.
    let mine = [&fast, &planned, &slow].map(Clone::clone);
    assert_eq!(office.listed(&claire, "/demandes").await, mine);
    let path = "/demandes?vue=sans-technicien";
    assert_eq!(office.listed(&claire, path).await, [&fast, &free, &slow, &waits].map(Clone::clone));
    assert_eq!(office.listed(&claire, "/demandes?vue=attente").await, [waits.as_str()]);
    assert_eq!(office.listed(&claire, "/demandes?vue=garantie").await, [free.as_str()]);
    assert_eq!(office.listed(&claire, "/demandes?vue=planifiees").await, [planned.as_str()]);
    assert_eq!(office.listed(&claire, "/demandes?vue=terminees").await, [closed.as_str()]);
    assert_eq!(office.listed(&claire, "/demandes?vue=toutes").await[0], closed);
    assert!(office.listed(&claire, "/demandes?vue=retard").await.is_empty());
    office.until("2026-11-23T14:30:00Z");
    assert_eq!(office.listed(&claire, "/demandes?vue=retard").await, [fast.as_str()]);
    let own = format!("/demandes?vue=filtre&etat=a-planifier&qui={}&priorite=p4", office.sofia);
    assert_eq!(office.listed(&claire, &own).await, [free]);
    let file = office.test.get_as(&claire, "/exports/demandes.csv?vue=attente").await;
    file.assert_shows(&waits);
    file.assert_hides(&fast);

    let board = office.test.get_as(&claire, "/demandes/tableau").await;
    for (column, number) in [("Reçues", &fast), ("Planifiées", &planned)] {
        let column = board.body.split(&format!(">{column}</h2>")).nth(1).unwrap();
        assert!(column.split("</section>").next().unwrap().contains(number.as_str()), "{number}");
    }
    board.assert_hides(&closed);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_pages_of_a_list_hold_every_request_once(db: PgPool) {
    let office = office(db).await;
    // Many are due at the same moment.
    for n in 0..120 {
        let priority = if n % 3 == 0 { Priority::P1 } else { Priority::P3 };
        office.ticket(Source::Phone, priority, Some(office.claire)).await;
    }
    for filter in [Filter::unplanned(), Filter::default(), Filter::all()] {
        let (mut after, mut found) = (None, Vec::new());
        loop {
            let page = tickets::list(&office.test.app.db, &filter, after).await.unwrap();
            found.extend(page.rows.into_iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found.len(), 120);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 120, "none twice");
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_comes_in_is_announced_and_does_not_push_the_rows_away(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let (first, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let page = office.test.get_as(&claire, "/demandes").await;
    let again = page.body.split("hx-get=\"").find(|part| part.contains("connues=")).unwrap();
    let again = again.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let (_, urgent) = office.ticket(Source::Phone, Priority::P1, Some(office.claire)).await;

    let chosen = format!("{again}&demande={first}");
    let part = office.test.get_htmx(&claire, &chosen).await;
    part.assert_shows("1\u{a0}nouvelle");
    part.assert_shows(&number);
    part.assert_hides(&urgent);
    part.assert_shows(&format!("value=\"{first}\" checked"));
    office.test.get_as(&claire, "/demandes").await.assert_shows(&urgent);
    tickets::close(&office.test.app.db, first, "réglé", office.claire, office.test.now())
        .await
        .unwrap();
    office.test.get_htmx(&claire, &chosen).await.assert_hides(&number);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_filter_is_kept_under_a_name_for_oneself(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let sofia = office.test.session_of(office.sofia).await;
    let filter = "etat=a-planifier&origine=portal";
    let fields = [("nom", "Portail à planifier"), ("filtre", filter)];
    let reply = office.test.post_as(&claire, "/demandes/vues", &fields).await;
    reply.assert_status(303);
    let path = reply.location.unwrap();
    office.ticket(Source::Phone, Priority::P3, None).await;
    let (_, number) = office.ticket(Source::Portal, Priority::P3, None).await;
    assert_eq!(office.listed(&claire, &path).await, [number]);
    office.test.get_as(&claire, "/demandes").await.assert_shows("Portail à planifier");
    office.test.get_as(&sofia, "/demandes").await.assert_hides("Portail à planifier");

    let nameless = [("nom", " "), ("filtre", filter)];
    office.test.post_as(&claire, "/demandes/vues", &nameless).await.assert_status(422);
    let id = tickets::views_of(&office.test.app.db, office.claire).await.unwrap()[0].id;
    let away = format!("/demandes/vues/{id}/retrait");
    office.test.post_as(&sofia, &away, &[]).await.assert_status(303);
    assert_eq!(views(&office, office.claire).await, 1, "it is not hers");
    office.test.post_as(&claire, &away, &[]).await.assert_status(303);
    assert_eq!(views(&office, office.claire).await, 0);
}

async fn views(office: &Office, staff: StaffId) -> usize {
    tickets::views_of(&office.test.app.db, staff).await.unwrap().len()
}
