//! Whom the planning shows, and the month at a glance.

use relais::{
    scheduling::{self, queries_rules, skills::Held},
    staff::Role,
    travel::locate,
    values::{StaffId, ZoneId},
};
use sqlx::PgPool;

use crate::support::{Reply, SignedIn, TestApp, instant};

struct Team {
    app: TestApp,
    claire: SignedIn,
    gaetan: StaffId,
    sofia: StaffId,
    zone: ZoneId,
}

/// Gaëtan holds BR until the end of November and goes to Annecy; Sofia holds IRVE and goes everywhere.
async fn team(db: PgPool) -> Team {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let sofia = app.technician("Sofia Benali").await;
    let mut db = app.app.db.acquire().await.unwrap();
    let until = Some("2026-11-30".parse().unwrap());
    for (who, skill, valid_until) in [(gaetan, "BR", until), (sofia, "IRVE", None)] {
        let held = Held { skill: skill.to_owned(), valid_until };
        queries_rules::replace_skills_of_staff(&mut db, who, &[held]).await.unwrap();
    }
    let town = |postcode, name| locate(Some(postcode), Some(name)).unwrap();
    let annecy = queries_rules::add_zone(&mut *db, "Annecy", town("74000", "Annecy"), 20).await;
    let zone = queries_rules::add_zone(&mut *db, "Thônes", town("74230", "Thônes"), 20).await;
    let (annecy, zone) = (annecy.unwrap().unwrap(), zone.unwrap().unwrap());
    queries_rules::replace_zones_of_staff(&mut db, gaetan, &[annecy]).await.unwrap();
    drop(db);
    Team { app, claire, gaetan, sofia, zone }
}

impl Team {
    async fn planning(&self, query: &str) -> Reply {
        let page = self.app.get_as(&self.claire, &format!("/planning?{query}")).await;
        page.assert_status(200);
        page
    }

    /// Whose rows a page has.
    async fn shown(&self, query: &str) -> Vec<&'static str> {
        let page = self.planning(query).await;
        let board = page.body.split("id=\"planning\"").nth(1).unwrap();
        ["Gaëtan Morel", "Sofia Benali"].into_iter().filter(|name| board.contains(name)).collect()
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_planning_shows_who_can_who_goes_there_or_one_person(db: PgPool) {
    let team = team(db).await;
    let home = team.app.dupont().await;
    team.app.appointment(team.gaetan, home, instant("2026-11-24T09:00:00Z")).await;
    let (both, gaetan, sofia) =
        (["Gaëtan Morel", "Sofia Benali"], ["Gaëtan Morel"], ["Sofia Benali"]);
    for view in ["jour", "semaine", "mois"] {
        let at = format!("date=2026-11-24&vue={view}");
        assert_eq!(team.shown(&at).await, both, "{view}");
        assert_eq!(team.shown(&format!("{at}&competence=&zone=&technicien=")).await, both);
        assert_eq!(team.shown(&format!("{at}&competence=br")).await, gaetan, "{view}");
        assert_eq!(team.shown(&format!("{at}&competence=IRVE")).await, sofia, "{view}");
        assert_eq!(team.shown(&format!("{at}&zone={}", team.zone)).await, sofia, "{view}");
        assert_eq!(team.shown(&format!("{at}&technicien={}", team.gaetan)).await, gaetan, "{view}");
        let none = team.planning(&format!("{at}&competence=BR&technicien={}", team.sofia)).await;
        none.assert_shows("Personne ne répond à ces critères.");
        none.assert_shows("Tout afficher");
    }
    // By what holds on that day: BR ends in November. What it contains counts.
    assert!(team.shown("date=2026-12-01&vue=jour&competence=BR").await.is_empty());
    assert_eq!(team.shown("date=2026-11-24&vue=jour&competence=BS").await, gaetan);

    team.planning("date=2026-11-24&vue=jour&competence=IRVE").await.assert_hides("Dupont Pierre");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn filters_are_kept_on_the_way_to_another_day(db: PgPool) {
    let team = team(db).await;
    let page = team
        .planning(&format!("date=2026-11-24&vue=jour&competence=IRVE&zone={}", team.zone))
        .await;
    let filters = format!("&competence=IRVE&zone={}", team.zone);
    for to in [
        "/planning?date=2026-11-23&vue=jour",
        "/planning?date=2026-11-25&vue=jour",
        "/planning?date=2026-11-24&vue=semaine",
        "/planning?date=2026-11-24&vue=mois",
    ] {
        page.assert_shows(&format!("href=\"{to}{filters}\""));
    }
    page.assert_shows(&format!("hx-get=\"/planning?date=2026-11-24&vue=jour{filters}\""));
    page.assert_shows("<option selected>IRVE</option>");
    let strange = team
        .planning("date=2026-11-24&vue=jour&competence=%22%3E%3Cscript%3E&zone=x&technicien=-")
        .await;
    strange.assert_hides("\"><SCRIPT>");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_month_shows_visits_room_absences_and_closures(db: PgPool) {
    let team = team(db).await;
    let home = team.app.dupont().await;
    // Two hours and a half with what is kept after, of eight.
    team.app.appointment(team.gaetan, home, instant("2026-11-24T09:00:00Z")).await;
    let day = relais::business_time::local::day_bounds("2026-11-25".parse().unwrap());
    scheduling::declare_absence(
        &team.app.app.db,
        team.gaetan,
        day,
        "Congé",
        team.gaetan,
        team.app.now(),
    )
    .await
    .unwrap();
    let page = team.planning("date=2026-11-24&vue=mois").await;
    page.assert_shows("Planning de novembre 2026");
    page.assert_shows("1\u{a0}rendez-vous ce mois-ci.");
    page.assert_shows("<small>absent</small>");
    page.assert_shows("Armistice");
    page.assert_shows("href=\"/planning?date=2026-10-01&vue=mois\"");
    page.assert_shows("href=\"/planning?date=2026-12-01&vue=mois\"");

    let mut db = team.app.app.db.acquire().await.unwrap();
    let month = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    let rooms = scheduling::rooms(&mut db, &[team.sofia, team.gaetan], month, team.app.now())
        .await
        .unwrap();
    let (first, days) = &rooms[0];
    assert_eq!((*first, days.len()), (team.gaetan, 30));
    let of = |day: usize| {
        (days[day - 1].visits, days[day - 1].free.num_minutes(), days[day - 1].is_away)
    };
    assert_eq!(of(23), (0, 480, false));
    // From 10 h until noon; the half-hour after it is lunch.
    assert_eq!(of(24), (1, 360, false));
    assert_eq!(of(25), (0, 0, true));
    assert_eq!(of(11), (0, 0, false), "a public holiday");
    assert_eq!(of(29), (0, 0, false), "a Sunday");

    // The hours of the wall clock, on the days when the clocks change too.
    scheduling::set_hours(
        &team.app.app.db,
        team.sofia,
        &[(7, "01:00:00".parse().unwrap(), "09:00:00".parse().unwrap())],
    )
    .await
    .unwrap();
    for (day, hours) in [("2027-03-28", 7), ("2027-10-31", 9), ("2027-11-07", 8)] {
        let day = day.parse().unwrap();
        let rooms =
            scheduling::rooms(&mut db, &[team.sofia], (day, day), team.app.now()).await.unwrap();
        assert_eq!(rooms[0].1[0].free.num_hours(), hours, "{day}");
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_month_of_many_technicians_comes_by_fifty(db: PgPool) {
    let team = team(db).await;
    for n in 0..55 {
        team.app.technician(&format!("Renfort {n:02}")).await;
    }
    let page = team.planning("date=2026-11-24&vue=mois").await;
    let rows = |page: &Reply| page.body.matches("<th scope=\"row\">").count();
    assert_eq!(rows(&page), 50);
    let next = page.body.split("&#38;depuis=").nth(1).or_else(|| page.body.split("depuis=").nth(1));
    let next = next.unwrap().split('"').next().unwrap();
    let page = team.planning(&format!("date=2026-11-24&vue=mois&depuis={next}")).await;
    assert_eq!(rows(&page), 7);
    page.assert_shows("Sofia Benali");
    page.assert_shows("Les premiers");
}
