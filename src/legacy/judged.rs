//! How well the old office's rows are matched, judged by who they really are.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs,
    path::Path,
};

use super::{
    contents::{self, Contents},
    plan::{self, Entry, Known},
};
use crate::matching::{Relation, Verdicts};

type Row = (String, String);
type Pairs = HashSet<(Row, Row)>;

/// The share of linked pairs that are right, the share of right pairs that are linked, the same with what is
/// proposed, and the share of proposals that are right: as `score_matching.py` of the project's shared tools.
#[derive(Debug)]
struct Score {
    precision: f64,
    recall: f64,
    recall_with_proposals: f64,
    right_proposals: f64,
}

fn entries(files: &[(&str, Vec<u8>)]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (name, bytes) in files {
        let (_, _, contents, _) = contents::understand(None, name, bytes, &[]).unwrap();
        let Contents::Customers(source, rows) = contents else { continue };
        entries.extend(rows.into_iter().map(|row| Entry {
            source,
            after: row.said,
            code: row.code,
            customer: None,
            before: None,
            has_reasons: false,
        }));
    }
    entries.sort_by(|one, other| (one.source, &one.code).cmp(&(other.source, &other.code)));
    entries
}

fn judge(entries: &[Entry], truth: &HashMap<Row, String>) -> Score {
    let known =
        Known { unrecorded: Vec::new(), touched: BTreeSet::new(), verdicts: Verdicts::new() };
    let plan = plan::plan(entries, &known);
    let key = |entry: &Entry| (entry.source.as_str().to_owned(), entry.code.clone());
    let (mut real, mut made) = (BTreeMap::new(), BTreeMap::new());
    for (entry, home) in entries.iter().zip(&plan.homes) {
        let row = key(entry);
        if let Some(who) = truth.get(&row) {
            real.entry(who.clone()).or_insert_with(Vec::new).push(row.clone());
            made.entry(*home).or_insert_with(Vec::new).push(row);
        }
    }
    let (real, linked) = (pairs(real.values()), pairs(made.values()));
    let right = real.intersection(&linked).count();
    let (mut found, mut right_proposals) = (linked.clone(), 0);
    let same: Vec<_> =
        plan.proposals.iter().filter(|proposal| proposal.relation == Relation::Same).collect();
    for proposal in &same {
        let nobody = Vec::new();
        let (a, b): (&Vec<Row>, &Vec<Row>) =
            (made.get(&proposal.a).unwrap_or(&nobody), made.get(&proposal.b).unwrap_or(&nobody));
        let mut is_right = false;
        for one in a {
            for other in b {
                let pair = sorted(one, other);
                is_right |= real.contains(&pair);
                found.insert(pair);
            }
        }
        right_proposals += usize::from(is_right);
    }
    let number = |count: usize| f64::from(u32::try_from(count).unwrap());
    let share = |part: usize, whole: usize| number(part) / number(whole.max(1));
    Score {
        precision: share(right, linked.len()),
        recall: share(right, real.len()),
        recall_with_proposals: share(real.intersection(&found).count(), real.len()),
        right_proposals: share(right_proposals, same.len()),
    }
}

fn sorted(one: &Row, other: &Row) -> (Row, Row) {
    let (one, other) = if one < other { (one, other) } else { (other, one) };
    (one.clone(), other.clone())
}

fn pairs<'a>(groups: impl Iterator<Item = &'a Vec<Row>>) -> Pairs {
    let mut pairs = Pairs::new();
    for rows in groups {
        for (at, one) in rows.iter().enumerate() {
            pairs.extend(rows[at + 1..].iter().map(|other| sorted(one, other)));
        }
    }
    pairs
}

/// Source, row, customer; as `score_matching.py` reads it.
fn truth(csv: &str) -> HashMap<Row, String> {
    csv.lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',').map(str::to_owned);
            Some(((cells.next()?, cells.next()?), cells.next()?))
        })
        .collect()
}

#[test]
fn the_old_office_is_matched_without_gluing_anybody_to_a_stranger() {
    let folder = Path::new("../shared/data/legacy");
    let names = ["mde_clients.csv", "sage_clients.csv", "outlook_contacts.csv", "relances.xlsx"];
    let files = names.map(|name| (name, fs::read(folder.join(name)).unwrap()));
    let truth = truth(&fs::read_to_string(folder.join("truth.csv")).unwrap());
    let score = judge(&entries(&files), &truth);
    println!("{score:.4?}");
    assert!(score.precision >= 0.9985, "{score:.4?}");
    assert!(score.recall >= 0.955, "{score:.4?}");
    assert!(score.recall_with_proposals >= 0.985, "{score:.4?}");
    assert!(score.right_proposals >= 0.3, "{score:.4?}");
}
