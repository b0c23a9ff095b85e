#[tokio::main]
async fn main() {
    let db = relais::db::connect(std::env::var("DATABASE_URL").unwrap().parse().unwrap(), 5).await.unwrap();
    for f in std::env::args().skip(1) {
        let t = std::time::Instant::now();
        let r = relais::legacy::import(&db, relais::legacy::ImportRequest{source:None,file_name:f.clone(),bytes:std::fs::read(&f).unwrap(),staff:None,dry_run:false}, relais::clock::Clock::System.now()).await.unwrap();
        eprintln!("{f}: rows {} created {} updated {} linked {} unchanged {} rejected {} in {:?}", r.rows,r.created,r.updated,r.linked,r.unchanged,r.rejected.len(), t.elapsed());
    }
    println!("source,row,customer");
    for l in relais::legacy::source_links(&db).await.unwrap() { println!("{},{},{}", l.source,l.row,l.customer); }
}
