//! The customers of the demo office, from the files of its two old programs.

use chrono::{DateTime, Utc};

use super::queries;
use crate::{
    app::App,
    legacy::{self, ImportRequest},
    values::StaffId,
};

const FILES: [(&str, &[u8]); 6] = [
    ("mde_clients.csv", include_bytes!("data/mde_clients.csv")),
    ("sage_clients.csv", include_bytes!("data/sage_clients.csv")),
    ("mde_chantiers.csv", include_bytes!("data/mde_chantiers.csv")),
    ("sage_devis.csv", include_bytes!("data/sage_devis.csv")),
    ("outlook_agenda.csv", include_bytes!("data/outlook_agenda.csv")),
    ("Gaetan_Novembre_2025.xlsx", include_bytes!("data/Gaetan_Novembre_2025.xlsx")),
];

pub(super) async fn import(app: &App, office: StaffId, now: DateTime<Utc>) -> anyhow::Result<()> {
    for (name, bytes) in FILES {
        let request = ImportRequest {
            kind: None,
            file_name: name.to_owned(),
            bytes: bytes.to_vec(),
            staff: Some(office),
            dry_run: false,
        };
        legacy::import(&app.db, request, now).await?;
    }
    queries::pin_note(&app.db, "Moulin Gabrielle", "Chien dans la cour : appeler en arrivant.")
        .await?;
    Ok(())
}
