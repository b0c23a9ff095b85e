//! What stands around every office page.

use axum::{extract::FromRequestParts, http::request::Parts};
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    agendas::outside,
    app::App,
    business_time::local,
    company, day, mails,
    merging::{self, Relation},
    staff::Role,
    telephony,
    values::{StaffId, french},
    web::{Error, cookies, extract::CurrentStaff, flash::Flash},
};

/// Every page counts the duplicates: beyond that many the number says no more.
const MANY: i64 = 999;

/// What the layout of an office page needs. Asking for it also requires a session.
#[derive(Debug)]
pub(in crate::web) struct Shell {
    pub(in crate::web) staff_id: StaffId,
    pub(in crate::web) staff_name: String,
    pub(in crate::web) role: Role,
    pub(in crate::web) company_name: String,
    pub(in crate::web) flash: Option<Flash>,
    pub(in crate::web) counts: day::Counts,
    /// Proposals of one customer filed twice that wait, counted up to [`MANY`].
    pub(in crate::web) duplicates: i64,
    /// Since when a telephone system has said nothing, so that calls may come in that nobody is told of:
    /// `9 h 42`, or with its day where that was another.
    pub(in crate::web) silent_since: Option<String>,
    /// Mails that wait for somebody to say where they belong, counted up to [`MANY`].
    pub(in crate::web) asking_mails: i64,
    /// Since when the mailbox has not been read, as `silent_since`.
    pub(in crate::web) unread_since: Option<String>,
    /// Since when an outside agenda has not been read, once that is more than a day.
    pub(in crate::web) stale_since: Option<String>,
    /// Whether letters alone are shortcuts on this device.
    pub(in crate::web) single_keys: bool,
    /// The first part of the path, for the menu.
    section: String,
}

impl Shell {
    /// For templates: whether the page is in this section of the menu.
    pub(in crate::web) fn is(&self, section: &str) -> bool {
        self.section == section
    }

    pub(in crate::web) fn is_manager(&self) -> bool {
        self.role == Role::Manager
    }

    pub(in crate::web) fn first_name(&self) -> &str {
        self.staff_name.split(' ').next().unwrap_or(&self.staff_name)
    }

    pub(in crate::web) fn role_label(&self) -> &'static str {
        self.role.label()
    }
}

impl FromRequestParts<App> for Shell {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let staff = <CurrentStaff as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        let section = parts.uri.path().split('/').nth(1).unwrap_or_default().to_owned();
        let flash = Flash::take(app, &staff, &parts.headers).await?;
        let mut db = app.db.acquire().await?;
        let now = app.clock.now();
        let silence = telephony::silence(&mut *db, now).await?;
        Ok(Self {
            silent_since: silence.map(|silence| since(silence.since, now)),
            asking_mails: mails::count_asking(&mut *db, MANY).await?,
            unread_since: mails::failing_since(&mut *db, app.mailbox.as_ref(), now)
                .await?
                .map(|at| since(at, now)),
            stale_since: outside::stale_since(&mut *db, now - TimeDelta::days(1))
                .await?
                .map(|at| since(at, now)),
            flash,
            company_name: company::load(&mut *db).await?.name,
            duplicates: merging::count_open(&mut *db, Relation::Same, MANY).await?,
            counts: day::counts(&mut *db, now).await?,
            single_keys: cookies::single_keys(&parts.headers),
            staff_id: staff.id,
            staff_name: staff.name,
            role: staff.role,
            section,
        })
    }
}

fn since(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let time = french::time(at);
    if local::today(at) == local::today(now) {
        time
    } else {
        format!("{} à {time}", french::relative_day(at, now))
    }
}
