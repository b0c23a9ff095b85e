//! What stands around every page of the technician's telephone.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    app::App,
    values::StaffId,
    web::{Error, extract::CurrentStaff, flash::Flash},
};

/// What the layout of a technician's page needs. Asking for it also requires a session.
#[derive(Debug)]
pub(in crate::web) struct Shell {
    pub(in crate::web) staff_id: StaffId,
    pub(in crate::web) staff_name: String,
    pub(in crate::web) flash: Option<Flash>,
    tab: &'static str,
}

impl Shell {
    /// For templates: whether the page is under this tab.
    pub(in crate::web) fn is(&self, tab: &str) -> bool {
        self.tab == tab
    }
}

impl FromRequestParts<App> for Shell {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let staff = <CurrentStaff as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        let tab = match parts.uri.path() {
            "/terrain/signalement" => "signalement",
            path if path.starts_with("/terrain") => "tournee",
            _ => "mon-compte",
        };
        Ok(Self {
            flash: Flash::take(app, &staff, &parts.headers).await?,
            staff_id: staff.id,
            staff_name: staff.name,
            tab,
        })
    }
}
