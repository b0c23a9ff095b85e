use relais::volume::{self, Size};
use sqlx::PgPool;

use crate::support::TestApp;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_company_of_a_given_size_is_written_once_and_keeps_every_rule(db: PgPool) {
    let test = TestApp::new(db.clone());
    let size = Size { customers: 300, technicians: 2, years: 1, requests: 500, open: 60, seed: 7 };
    let written = volume::fill(&db, size, test.now()).await.unwrap();
    assert_eq!(written.customers, 300);
    let visits = sqlx::query_scalar!(r#"select count(*) as "n!" from appointments"#);
    assert_eq!(visits.fetch_one(&db).await.unwrap(), i64::try_from(written.appointments).unwrap());
    assert!(written.appointments > 1_500, "{written:?}");

    let open = sqlx::query_scalar!(r#"select count(*) as "n!" from tickets where status = 'open'"#);
    assert_eq!(open.fetch_one(&db).await.unwrap(), 60);
    let clockless =
        "select count(*) from tickets where due_at is not null and response_due_at is null";
    assert_eq!(sqlx::query_scalar::<_, i64>(clockless).fetch_one(&db).await.unwrap(), 0);

    // The rows after the copied ones find free numbers.
    let home = test.dupont().await;
    assert_eq!(home.customer.0, 301);
    test.ticket(home).await;
    let again = volume::fill(&db, size, test.now()).await.unwrap_err();
    assert!(again.to_string().contains("customers already"), "{again}");
}
