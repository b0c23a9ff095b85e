//! The company's own colour, words and logo.

use std::io::Cursor;

use axum::{
    body::Body,
    http::{Request, header},
};
use relais::staff::Role;
use sqlx::PgPool;

use super::with_gaetan;
use crate::support::{Reply, SignedIn, TestApp};

impl TestApp {
    async fn send_logo(&self, who: &SignedIn, file: &[u8]) -> Reply {
        let mut body =
            b"--x\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"logo.png\"\r\n\r\n"
                .to_vec();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post("/reglages/portail/logo")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &who.cookie)
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_colour_too_pale_is_darkened_and_said_so(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let claire = app.sign_in(Role::Office).await;
    app.get("/rdv").await.assert_hides("/rdv/couleur/");
    let refused = app.post_as(&claire, "/reglages/portail", &[("colour", "jaune")]).await;
    refused.assert_status(422);
    assert_eq!(refused.input_value("colour"), "jaune");

    let fields = [
        ("colour", "#ffd400"),
        ("welcome", "Bienvenue chez nous."),
        ("confirmed", "Gardez le chien."),
    ];
    app.post_as(&claire, "/reglages/portail", &fields).await.assert_status(303);
    let settings = app.get_as(&claire, "/reglages/portail").await;
    settings.assert_shows("trop claire pour être lue");
    let kept = settings.input_value("colour");
    assert_ne!(kept, "#ffd400");

    let home = app.get("/rdv").await;
    home.assert_shows("Bienvenue chez nous.");
    let file = format!("/rdv/couleur/{}.css", kept.trim_start_matches('#'));
    home.assert_shows(&file);
    let css = app.get(&file).await;
    assert_eq!(css.headers["content-type"], "text/css; charset=utf-8");
    css.assert_shows(&format!("--blue:{kept};"));
    let path = app.book_first_slot().await;
    app.get(&format!("{path}?nouveau=sms")).await.assert_shows("Gardez le chien.");
    for wrong in ["/rdv/couleur/x.css", "/rdv/couleur/123456", "/rdv/logo/0123.png"] {
        app.get(wrong).await.assert_status(404);
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_logo_is_drawn_anew_and_light(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let claire = app.sign_in(Role::Office).await;
    app.send_logo(&claire, b"<svg onload=\"alert(1)\"/>").await.assert_status(422);
    let mut file = Vec::new();
    image::DynamicImage::new_rgba8(1200, 400)
        .write_to(&mut Cursor::new(&mut file), image::ImageFormat::Png)
        .unwrap();
    app.send_logo(&claire, &file).await.assert_status(303);
    let home = app.get("/rdv").await;
    let path = home.body.split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (headers, bytes) = app.send_raw(&claire, &path).await;
    assert_eq!(headers["content-type"], "image/png");
    let drawn = image::load_from_memory(&bytes).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (240, 80));
    app.post_as(&claire, "/reglages/portail/logo/retrait", &[]).await.assert_status(303);
    app.get("/rdv").await.assert_hides("/rdv/logo/");
    app.get(&path).await.assert_status(404);
}
