//! The watched folder imports by itself.

use std::fs;

use relais::{customers, legacy};
use sqlx::PgPool;

use crate::support::{START, instant};

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_put_into_the_folder_is_imported_once_nobody_writes_it_any_more(db: PgPool) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let run = || legacy::import_folder(&db, path, instant(START));
    let names = |of: &str| -> Vec<String> {
        let Ok(entries) = fs::read_dir(path.join(of)) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };

    fs::write(path.join("devis.csv"), "N° pièce;Code client;Objet\nDE1;S1;Tableau\n").unwrap();
    fs::write(path.join("photo.png"), b"\x89PNG\0").unwrap();
    fs::write(path.join("sage.csv"), "Numéro;Intitulé\nS1;Dup").unwrap();
    assert_eq!(run().await.unwrap(), 0, "it is seen for the first time");
    fs::write(path.join("sage.csv"), "Numéro;Intitulé\nS1;Dupont Pierre\n").unwrap();
    assert_eq!(run().await.unwrap(), 2, "the one that grew waits");
    assert_eq!(customers::count(&db).await.unwrap(), 0);
    assert_eq!(run().await.unwrap(), 1);
    assert_eq!(customers::count(&db).await.unwrap(), 1);
    let taken = names("traites");
    assert_eq!(taken.len(), 4, "{taken:?}");
    assert_eq!(taken.iter().filter(|name| name.ends_with(".rapport.txt")).count(), 2);
    let refused = names("refuses");
    assert_eq!(refused.len(), 2, "{refused:?}");
    let report = fs::read_to_string(path.join("refuses").join(&refused[1])).unwrap();
    assert!(report.contains("n’est pas un tableau"), "{report}");

    // The same content under another name.
    fs::write(path.join("encore.csv"), "Numéro;Intitulé\nS1;Dupont Pierre\n").unwrap();
    run().await.unwrap();
    assert_eq!(run().await.unwrap(), 1);
    assert_eq!(legacy::past_imports(&db, None).await.unwrap().len(), 2);
}
