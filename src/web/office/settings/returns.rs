//! What goes back to Sage and the ERP: what waits, and what left.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    app::App,
    exports::returns::{self, Batch, Kind, Line, Program},
    values::french,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        office::{exports::attachment, shell::Shell},
        page::Page,
    },
};

/// As many waiting lines as the page shows of each kind.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "office/settings/returns.html")]
pub(super) struct ReturnsPage {
    shell: Shell,
    waiting: Vec<Waiting>,
    batches: Vec<Batch>,
}

/// What waits of one kind for one program.
struct Waiting {
    program: Program,
    kind: Kind,
    lines: Vec<Line>,
}

impl Waiting {
    fn count(&self) -> String {
        let count = i64::try_from(self.lines.len()).unwrap_or(i64::MAX);
        french::count(count, "fiche attend", "fiches attendent")
    }

    fn shown(&self) -> &[Line] {
        &self.lines[..self.lines.len().min(SHOWN)]
    }

    fn rest(&self) -> i64 {
        i64::try_from(self.lines.len().saturating_sub(SHOWN)).unwrap_or(i64::MAX)
    }
}

impl ReturnsPage {
    fn is_nothing_waiting(&self) -> bool {
        self.waiting.iter().all(|waiting| waiting.lines.is_empty())
    }

    fn words(batch: &Batch) -> String {
        let program = Program::read(&batch.program).map_or("", Program::label);
        let kind = Kind::read(&batch.kind).map_or("", Kind::label);
        format!("{program}, {kind}")
    }
}

pub(super) async fn index(State(app): State<App>, shell: Shell) -> Result<Page<ReturnsPage>> {
    let mut waiting = Vec::new();
    for program in Program::ALL {
        for kind in Kind::ALL {
            let lines = returns::waiting(&app.db, program, kind).await?;
            waiting.push(Waiting { program, kind, lines });
        }
    }
    Ok(Page(ReturnsPage { shell, waiting, batches: returns::batches(&app.db).await? }))
}

/// Takes what waits, and leads to the file.
pub(super) async fn create(
    State(app): State<App>,
    staff: CurrentStaff,
    Path((program, kind)): Path<(String, String)>,
    Now(now): Now,
) -> Result<Response> {
    let program = Program::read(&program).ok_or(Error::NotFound)?;
    let kind = Kind::read(&kind).ok_or(Error::NotFound)?;
    let said = match returns::take(&app.db, program, kind, Some(staff.id), now).await? {
        Some(_) => {
            "Fichier préparé\u{a0}: téléchargez-le ci-dessous, puis importez-le dans le logiciel."
        }
        None => "Rien n’attend plus\u{a0}: quelqu’un vient peut-être de préparer le fichier.",
    };
    Flash::say(said).keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/retours#partis").into_response())
}

pub(super) async fn download(State(app): State<App>, Path(id): Path<i64>) -> Result<Response> {
    let (program, kind, content) = returns::content(&app.db, id).await?.ok_or(Error::NotFound)?;
    let what = if kind == Kind::New.name() { "nouveaux" } else { "modifies" };
    let name = format!("{program}_clients_{what}_{id}.csv");
    Ok(attachment("text/csv; charset=windows-1252", &name, Body::from(content)))
}
