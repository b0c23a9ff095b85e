//! Many at once for one slot.

use futures_util::future::join_all;
use sqlx::PgPool;

use super::{MANON, SLOTS, follow_path, slots, with_gaetan};

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_fifty_who_press_one_slot_one_holds_it(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let pages = join_all((0..50).map(|_| app.get(SLOTS))).await;
    let slot = slots(&pages[0])[0].clone();

    let replies = join_all(pages.iter().map(|page| app.press_slot(page, &slot))).await;

    let held = replies.iter().filter(|reply| reply.status == 303).count();
    let told = replies.iter().filter(|reply| reply.status == 422).count();
    assert_eq!((held, told), (1, 49));
    assert_eq!(app.number_of("appointments").await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_button_pressed_twice_holds_once(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let page = app.get(SLOTS).await;
    let slot = slots(&page)[0].clone();
    let replies = join_all((0..10).map(|_| app.press_slot(&page, &slot))).await;
    for reply in replies {
        reply.assert_status(303);
    }
    assert_eq!(app.number_of("appointments").await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn fifty_confirmations_of_one_hold_book_once(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let replies = join_all((0..50).map(|_| app.confirm(&hold, &MANON))).await;
    for reply in &replies {
        reply.assert_status(303);
        assert_eq!(follow_path(reply), follow_path(&replies[0]));
    }
    for table in ["appointments", "tickets", "customers"] {
        assert_eq!(app.number_of(table).await, 1, "{table}");
    }
}
