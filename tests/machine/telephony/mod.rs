//! Named telephone systems: what they say becomes calls.

mod loopback;
mod numbers;
mod recorded;
mod replay;
mod rules;
mod settings;
mod signatures;

use relais::{
    calls::Provider,
    staff::Role,
    telephony::{self, Extension, SystemSettings},
    values::PhoneNumber,
};

use crate::support::TestApp;

/// The office of the recorded days: two numbers that are ours, two who answer, a technician with a
/// number, and customers of whom two share one.
pub async fn office(test: &TestApp) {
    let claire = test.staff("Claire Martin", Role::Office).await;
    let sofia = test.staff("Sofia Roux", Role::Office).await;
    test.dupont().await;
    test.customer("Lefèvre Anne", Some("+33639987777"), None).await;
    test.customer("Blanc Paul", Some("+33639985678"), None).await;
    test.customer("Blanc Marie", Some("+33639985678"), None).await;
    test.customer("Boulangerie du Lac", Some("+33465711234"), None).await;
    let gaetan = test.technician("Gaëtan Morel").await;
    sqlx::query("update staff set phone = '+33639980001' where id = $1")
        .bind(gaetan.0)
        .execute(&test.app.db)
        .await
        .unwrap();
    let seat = |extension: &str, staff_id| Extension { extension: extension.to_owned(), staff_id };
    telephony::save_directory(
        &test.app.db,
        &[PhoneNumber::parse("0465710074").unwrap()],
        &[seat("21", Some(claire)), seat("22", Some(sofia)), seat("30", None)],
    )
    .await
    .unwrap();
}

/// Sets a system up with this secret.
pub async fn set_up(test: &TestApp, provider: Provider, secret: &str) {
    let settings = SystemSettings {
        enabled: true,
        secret: secret.to_owned(),
        silence_after_hours: 8,
        ..SystemSettings::default()
    };
    telephony::save(&test.app.db, provider, &settings, test.now()).await.unwrap();
}

/// Where it posts to.
pub fn path(provider: Provider) -> String {
    match provider {
        Provider::Cti => "/webhooks/cti/cti-token".to_owned(),
        provider => format!("/webhooks/telephony/{}/cti-token", provider.as_str()),
    }
}
