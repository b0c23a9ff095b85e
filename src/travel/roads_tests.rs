use proptest::prelude::*;

use super::*;
use crate::travel::locate;

fn between(from: &str, to: &str) -> i64 {
    let commune = |name: &str| locate(None, Some(name)).unwrap_or_else(|| panic!("{name}"));
    minutes(commune(from), commune(to))
}

#[test]
fn the_lake_is_driven_around() {
    // Two kilometres of water, and a bridge nowhere.
    assert!(between("Sevrier", "Veyrier-du-Lac") >= 18);
    assert!(between("Duingt", "Talloires-Montmin") >= 17);
    assert!(between("Saint-Jorioz", "Menthon-Saint-Bernard") >= 25);
    assert!(between("Sevrier", "Saint-Jorioz") <= 14, "on one shore it is a short way");
}

#[test]
fn mountains_are_driven_around() {
    assert!(between("Talloires-Montmin", "Serraval") >= 30, "the Tournette");
    assert!(between("Thônes", "Sallanches") >= 60, "the Aravis");
    assert!(between("Villaz", "Thônes") >= 28, "the Parmelan");
    assert!(between("La Clusaz", "Megève") <= 60, "but a pass leads over");
}

#[test]
fn a_far_town_outside_the_map_takes_hours_and_an_unknown_one_something() {
    assert!((60..200).contains(&between("Annecy", "Grenoble")));
    assert!(between("Annecy", "Marseille") > 200);
    assert_eq!(minutes(Commune::NOWHERE, locate(Some("74000"), None).unwrap()), UNKNOWN);
}

#[test]
fn known_times_are_met_as_well_as_the_docs_say() {
    let (mut held_out, mut worst, mut count) = (0.0, 0.0_f64, 0.0);
    let lines = include_str!("data/known.txt").lines().filter(|line| !line.starts_with('#'));
    for (at, line) in lines.enumerate().filter(|(at, _)| at % 3 == 2) {
        let [from, to, told] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let place = |name: &str| {
            let names: Vec<&str> = MAP.lines().filter(|line| line.starts_with("place")).collect();
            names.iter().position(|line| line.split(' ').nth(1) == Some(name)).unwrap()
        };
        let told: f64 = told.parse().unwrap();
        let error = (ROADS.time(place(from), place(to)) + ENDS - told).abs() / told;
        (held_out, worst, count) = (held_out + error, worst.max(error), count + 1.0);
        assert!(at > 0);
    }
    assert!(held_out / count <= 0.11, "{:.3} on average", held_out / count);
    assert!(worst <= 0.27, "{worst:.2} at worst");
}

proptest! {
    #[test]
    fn a_way_is_as_long_there_as_back(a in 74001..74316_i32, b in 74001..74316_i32) {
        prop_assert_eq!(minutes(Commune(a), Commune(b)), minutes(Commune(b), Commune(a)));
    }
}
