//! How well the old office's rows are matched, judged by who they really are.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    path::Path,
};

use super::{
    Source,
    contents::{self, Contents},
    plan::{self, Entry, Home, Known},
    portrait::Statement,
};
use crate::matching::Verdicts;

type Row = (String, String);
type Pairs = HashSet<(Row, Row)>;

/// The share of linked pairs that are right, the share of right pairs that are linked, the same with what is
/// proposed, and the share of proposals that are right: as `score_matching.py` of the project's shared tools.
#[derive(Debug)]
struct Score {
    wrong: Pairs,
    missed: Pairs,
    precision: f64,
    recall: f64,
    recall_with_proposals: f64,
    proposals: usize,
    right_proposals: f64,
}

fn entries(files: &[(&str, Vec<u8>)]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (name, bytes) in files {
        let (_, contents, _) = contents::understand(None, name, bytes, &[]).unwrap();
        let Contents::Customers(source, rows) = contents else { continue };
        entries.extend(rows.into_iter().map(|row| Entry {
            source,
            after: Statement::of(row.name.clone(), &row.cells),
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
    let known = Known { unrecorded: Vec::new(), touched: Default::default(), verdicts: Verdicts::new() };
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
    let same = plan.proposals.iter().filter(|p| p.relation == crate::matching::Relation::Same);
    let same: Vec<_> = same.collect();
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
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    Score {
        wrong: linked.difference(&real).cloned().collect(),
        missed: real.difference(&linked).cloned().collect(),
        precision: share(right, linked.len()),
        recall: share(right, real.len()),
        recall_with_proposals: share(real.intersection(&found).count(), real.len()),
        proposals: same.len(),
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

#[test]
fn dev() {
    let dir = std::env::var("JUDGE_DIR").unwrap_or("../shared/data/legacy".into());
    let dir = Path::new(&dir);
    let names = ["mde_clients.csv", "sage_clients.csv", "outlook_contacts.csv", "relances.xlsx", "relances.csv"];
    let files: Vec<(&str, Vec<u8>)> =
        names.iter().filter_map(|name| Some((*name, fs::read(dir.join(name)).ok()?))).collect();
    let entries = entries(&files);
    let truth: HashMap<Row, String> = fs::read_to_string(dir.join("truth.csv")).unwrap().lines().skip(1).map(|line| {
        let mut cells = line.split(',').map(str::to_owned);
        ((cells.next().unwrap(), cells.next().unwrap()), cells.next().unwrap())
    }).collect();
    let score = judge(&entries, &truth);
    println!("rows {} precision {:.4} ({} wrong) recall {:.4} ({} missed) with {:.4} proposals {} right {:.3}",
        entries.len(), score.precision, score.wrong.len(), score.recall, score.missed.len(), score.recall_with_proposals, score.proposals, score.right_proposals);
    let by_key: HashMap<Row, &Entry> = entries.iter().map(|e| ((e.source.as_str().to_owned(), e.code.clone()), e)).collect();
    let show = |row: &Row| {
        let e = by_key[row];
        let s = &e.after;
        format!("{:>8} {:<8} {:<28} {:?} {:<45} {:?} {:?}", row.0, row.1, s.name.filed(), s.name.civility, s.address.as_ref().map(|a| a.one_line()).unwrap_or_default(),
            s.phones.iter().filter_map(|p| p.number.clone().map(String::from)).collect::<Vec<_>>(), s.email.as_ref().map(|e| e.as_str().to_owned()))
    };
    let index: HashMap<Row, usize> = entries.iter().enumerate().map(|(n, e)| ((e.source.as_str().to_owned(), e.code.clone()), n)).collect();
    let records: Vec<_> = entries.iter().map(plan::record).collect();
    let verdicts = Verdicts::new();
    let matching = crate::matching::Matching::of(&records, &verdicts);
    println!("{}", matching.learnt());
    let who: Vec<&String> = entries.iter().map(|e| &truth[&(e.source.as_str().to_owned(), e.code.clone())]).collect();
    for (title, same) in [("SAME", true), ("HOUSE", false)] {
        let mut counts = BTreeMap::<String, usize>::new();
        for a in 0..entries.len() { for b in a+1..entries.len() {
            if (who[a] == who[b]) != same { continue; }
            if !same {
                let (x, y) = (&entries[a].after, &entries[b].after);
                if x.name.key().family != y.name.key().family { continue; }
            }
            let (_bar, levels) = matching.levels(a, b);
            if !same && levels[4] != "Same" { continue; }
            for (n, level) in levels.iter().enumerate() { *counts.entry(format!("{title} {n} {level}")).or_default() += 1; }
        } }
        for (k, v) in counts { println!("LEVEL {k} {v}"); }
    }
    if std::env::var("JUDGE_SHOW").is_ok() {
        let known = Known { unrecorded: Vec::new(), touched: Default::default(), verdicts: Verdicts::new() };
        let plan = plan::plan(&entries, &known);
        let mut of = HashMap::<Home, Vec<usize>>::new();
        for (n, home) in plan.homes.iter().enumerate() { of.entry(*home).or_default().push(n); }
        for p in plan.proposals.iter().filter(|p| p.relation == crate::matching::Relation::Same) {
            let w = |h: &Home| of[h].iter().map(|n| who[*n].clone()).collect::<HashSet<_>>();
            let right = w(&p.a).intersection(&w(&p.b)).count() > 0;
            println!("PROPOSAL {right} {:.1} {}", p.weight, p.reasons.iter().map(|r| r.words.clone()).collect::<Vec<_>>().join(", "));
            for h in [&p.a, &p.b] { for n in &of[h] { let e = &entries[*n]; println!("  P {} {}", who[*n], show(&(e.source.as_str().to_owned(), e.code.clone()))); } println!("  P"); }
        }
        for (title, pairs) in [("WRONG", &score.wrong), ("MISSED", &score.missed)] {
            let mut all: Vec<_> = pairs.iter().collect();
            all.sort();
            for (a, b) in all { println!("{title} {}\n{} {}\n      {}\n      -> {}", truth[a], show(a), "", show(b), matching.explain(index[a], index[b])); }
        }
    }
}
