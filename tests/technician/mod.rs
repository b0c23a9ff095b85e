//! The technician's telephone.

mod field_request;
mod today;
mod visit;

use relais::{staff::Role, values::AppointmentId};

use crate::support::{SignedIn, TestApp, instant};

/// Gaëtan, signed in, with a visit at Pierre Dupont's today at 14 h.
async fn gaetan_goes_to_dupont(test: &TestApp) -> (SignedIn, AppointmentId) {
    let gaetan = test.sign_in(Role::Technician).await;
    let home = test.dupont().await;
    let visit = test.appointment(gaetan.staff, home, instant("2026-11-23T13:00:00Z")).await;
    (gaetan, visit)
}
