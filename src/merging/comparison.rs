//! Two customers side by side, before somebody decides.

use sqlx::PgPool;

use super::{
    choosing::{self, Field, SharedSource},
    queries_comparison::{self, Moving},
    queries_queue,
    verdicts::{Reason, Relation, Verdict, percent},
};
use crate::{
    customers::{self, Customer, SourceRecord},
    values::CustomerId,
};

/// One of the two.
#[derive(Clone, Debug)]
pub struct Side {
    pub customer: Customer,
    pub records: Vec<SourceRecord>,
}

/// What is kept whatever is chosen: a number, an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub text: String,
    /// Where A has it from, if A has it.
    pub a: Option<String>,
    pub b: Option<String>,
}

/// All that the page of a merge shows. A is the one who would survive: the lower id.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub a: Side,
    pub b: Side,
    pub fields: Vec<Field>,
    /// By what they are: phones, e-mails, sites, contacts.
    pub kept: Vec<(&'static str, Vec<Kept>)>,
    pub shared: Option<SharedSource>,
    pub moving: Moving,
    /// What matching says of them.
    pub proposal: Option<(Relation, f64, Vec<Reason>)>,
    pub verdict: Option<Verdict>,
}

impl Comparison {
    /// How likely matching takes them to be one; nothing where it proposes nothing.
    pub fn percent(&self) -> String {
        self.proposal.as_ref().map(|(_, probability, _)| percent(*probability)).unwrap_or_default()
    }
}

/// None where one of them is not there.
pub async fn compare(db: &PgPool, ids: [CustomerId; 2]) -> sqlx::Result<Option<Comparison>> {
    let [low, high] = [ids[0].min(ids[1]), ids[0].max(ids[1])];
    let (Some(a), Some(b)) = (customers::find(db, low).await?, customers::find(db, high).await?)
    else {
        return Ok(None);
    };
    if low == high {
        return Ok(None);
    }
    let records =
        [customers::source_records(db, low).await?, customers::source_records(db, high).await?];
    let fields = choosing::fields(&a, &b, &records);
    let phones = [customers::phones(db, low).await?, customers::phones(db, high).await?]
        .map(|phones| phones.iter().map(customers::Phone::shown).collect());
    let emails = [customers::emails(db, low).await?, customers::emails(db, high).await?]
        .map(|emails| emails.iter().map(|email| email.address.to_string()).collect());
    let sites = [customers::sites(db, low).await?, customers::sites(db, high).await?];
    let contacts = [customers::contacts(db, low).await?, customers::contacts(db, high).await?]
        .map(|contacts| contacts.into_iter().map(|contact| contact.name).collect());
    let kept = vec![
        ("Téléphones", united(phones, &records)),
        ("E-mails", united(emails, &records)),
        ("Lieux", united_sites(&sites, &records)),
        ("Contacts", united(contacts, &records)),
    ];
    let ids = [low, high];
    Ok(Some(Comparison {
        fields,
        kept: kept.into_iter().filter(|(_, kept)| !kept.is_empty()).collect(),
        shared: choosing::shared_source(&records),
        moving: queries_comparison::of_both(db, ids).await?,
        proposal: queries_queue::proposal_between(db, ids).await?,
        verdict: queries_queue::verdict_between(db, ids).await?,
        a: Side { customer: a, records: records[0].clone() },
        b: Side { customer: b, records: records[1].clone() },
    }))
}

/// What either has, each once.
fn united(texts: [Vec<String>; 2], records: &[Vec<SourceRecord>; 2]) -> Vec<Kept> {
    let [of_a, of_b] = texts;
    let with_keys =
        |texts: Vec<String>| texts.into_iter().map(|text| (text.clone(), text)).collect();
    unite([with_keys(of_a), with_keys(of_b)], records)
}

/// Two writings of one address are one.
fn united_sites(sites: &[Vec<customers::Site>; 2], records: &[Vec<SourceRecord>; 2]) -> Vec<Kept> {
    let with_keys = |sites: &[customers::Site]| -> Vec<(String, String)> {
        sites.iter().map(|site| (site.address().key(), site.line())).collect()
    };
    unite([with_keys(&sites[0]), with_keys(&sites[1])], records)
}

/// Keys and texts.
fn unite(items: [Vec<(String, String)>; 2], records: &[Vec<SourceRecord>; 2]) -> Vec<Kept> {
    let mut kept: Vec<(String, Kept)> = Vec::new();
    for (at, items) in items.into_iter().enumerate() {
        for (key, text) in items {
            // Of an address a file has the street in a cell of its own.
            let start = text.split(',').next().unwrap_or_default();
            let origin = Some(choosing::origin(&records[at], start));
            let place = kept.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
                kept.push((key, Kept { text, a: None, b: None }));
                kept.len() - 1
            });
            let side = if at == 0 { &mut kept[place].1.a } else { &mut kept[place].1.b };
            *side = origin;
        }
    }
    kept.into_iter().map(|(_, kept)| kept).collect()
}
