//! Driving times from a hand-drawn map of the roads of Haute-Savoie and around.
//!
//! `data/roads.map` holds some 110 places, the roads that join them by class, and walls: the lake of Annecy and the
//! massifs, which no way crosses but by a road of the map. A commune that is not on the map reaches the three nearest
//! places without crossing a wall. A class has one speed *as the crow flies*, so that bends are in it.
//!
//! Fitted by least squares of the logarithm on 40 of the 60 well-known times of `data/known.txt`; on the 20 held out it
//! is wrong by 10 % or 3 minutes on average and by 26 % at worst; the test below reckons that again. The known times are
//! general knowledge, not measurements: take it as good for choosing between slots, not for a promise to the minute.
//! Traffic, snow and the passes closed in winter are not in it. Outside the map a time is a speed by distance.

use std::{
    collections::{BinaryHeap, HashMap},
    sync::{Arc, LazyLock, RwLock},
};

use super::communes::{Commune, GAZETTEER};

const MAP: &str = include_str!("data/roads.map");

/// Kilometres an hour as the crow flies, by class.
const SPEEDS: [(&str, f64); 5] =
    [("motorway", 66.0), ("main", 54.0), ("lesser", 43.0), ("mountain", 27.0), ("town", 38.0)];

/// Leaving one street and finding the other, in minutes.
const ENDS: f64 = 6.0;
/// From one address of a commune to another, in minutes.
const WITHIN_COMMUNE: i64 = 10;
/// To or from a place of which nothing is known, in minutes.
const UNKNOWN: i64 = 20;
/// From a commune to the map, and across country between neighbours, in kilometres an hour as the crow flies.
const LANES: f64 = 35.0;
/// How far a commune may lie from the map, and two neighbours from each other, in kilometres.
const NEAR: f64 = 9.0;
const NEIGHBOURS: f64 = 6.0;
const ENTRIES: usize = 3;

type Point = (f64, f64);

struct Map {
    places: Vec<(Commune, Point)>,
    /// Minutes between any two places, row by row; infinite where no road leads.
    times: Vec<f64>,
    walls: Vec<(Point, Point)>,
}

static ROADS: LazyLock<Map> = LazyLock::new(|| Map::read(MAP));

/// Where a commune enters the map: places and minutes to them.
type Entries = Arc<[(usize, f64)]>;

static ENTRIES_OF: LazyLock<RwLock<HashMap<Commune, Entries>>> = LazyLock::new(RwLock::default);

/// Minutes to drive from one commune to another, the same both ways.
pub fn minutes(from: Commune, to: Commune) -> i64 {
    if from == Commune::NOWHERE || to == Commune::NOWHERE {
        return UNKNOWN;
    }
    if from == to {
        return WITHIN_COMMUNE;
    }
    let (Some(start), Some(end)) = (position(from), position(to)) else { return UNKNOWN };
    let distance = kilometres(start, end);
    let (there, here) = (entries_of(from), entries_of(to));
    let by_road = there
        .iter()
        .flat_map(|(a, first)| here.iter().map(move |(b, last)| first + ROADS.time(*a, *b) + last))
        .fold(f64::INFINITY, f64::min);
    let across = if distance <= NEIGHBOURS && !ROADS.is_walled(start, end) {
        distance / LANES * 60.0
    } else {
        f64::INFINITY
    };
    let drive = by_road.min(across);
    let drive = if drive.is_finite() { drive } else { far(distance) };
    #[expect(clippy::cast_possible_truncation, reason = "France is a few hundred minutes wide")]
    let minutes = (drive + ENDS).round() as i64;
    minutes.max(WITHIN_COMMUNE)
}

/// Minutes for a distance of which no road is known: faster the farther, as motorways are reached.
fn far(kilometres: f64) -> f64 {
    let speed = 35.0 + kilometres.min(60.0) * 0.6;
    kilometres / speed * 60.0
}

/// The map's own position wins: those of the list are sometimes the middle of several communes.
fn position(commune: Commune) -> Option<Point> {
    let on_map = ROADS.places.iter().find(|(place, _)| *place == commune);
    on_map.map(|(_, point)| *point).or_else(|| GAZETTEER.position(commune))
}

fn entries_of(commune: Commune) -> Entries {
    if let Some(known) = ENTRIES_OF.read().ok().and_then(|known| known.get(&commune).cloned()) {
        return known;
    }
    let entries: Entries = ROADS.entries(commune).into();
    if let Ok(mut known) = ENTRIES_OF.write() {
        known.insert(commune, Arc::clone(&entries));
    }
    entries
}

impl Map {
    fn read(text: &str) -> Self {
        let (mut places, mut roads, mut walls) = (Vec::new(), Vec::new(), Vec::new());
        let mut names: HashMap<&str, usize> = HashMap::new();
        for line in text.lines() {
            let fields: Vec<&str> = line.split(' ').collect();
            match fields.as_slice() {
                ["place", name, code, latitude, longitude] => {
                    let point = (latitude.parse().unwrap_or(0.0), longitude.parse().unwrap_or(0.0));
                    names.insert(name, places.len());
                    places.push((Commune::from_insee(code).unwrap_or(Commune::NOWHERE), point));
                }
                ["road", from, to, class] => roads.push((*from, *to, *class)),
                ["wall", _, points @ ..] => {
                    let points: Vec<Point> = points.iter().filter_map(|text| point(text)).collect();
                    walls.extend(points.windows(2).map(|pair| (pair[0], pair[1])));
                }
                _ => {}
            }
        }
        let mut roads_of: Vec<Vec<(usize, f64)>> = vec![Vec::new(); places.len()];
        for (from, to, class) in roads {
            let speed = SPEEDS.iter().find(|(name, _)| *name == class).map(|(_, speed)| *speed);
            if let (Some(a), Some(b), Some(speed)) = (names.get(from), names.get(to), speed) {
                let time = kilometres(places[*a].1, places[*b].1) / speed * 60.0;
                roads_of[*a].push((*b, time));
                roads_of[*b].push((*a, time));
            }
        }
        let times = (0..places.len()).flat_map(|start| shortest(&roads_of, start)).collect();
        Self { places, times, walls }
    }

    fn time(&self, from: usize, to: usize) -> f64 {
        self.times.get(from * self.places.len() + to).copied().unwrap_or(f64::INFINITY)
    }

    fn entries(&self, commune: Commune) -> Vec<(usize, f64)> {
        if let Some(at) = self.places.iter().position(|(place, _)| *place == commune) {
            return vec![(at, 0.0)];
        }
        let Some(start) = position(commune) else { return Vec::new() };
        let mut near: Vec<(usize, f64)> = self
            .places
            .iter()
            .enumerate()
            .map(|(at, (_, point))| (at, kilometres(start, *point)))
            .filter(|(at, distance)| {
                *distance <= NEAR && !self.is_walled(start, self.places[*at].1)
            })
            .map(|(at, distance)| (at, distance / LANES * 60.0))
            .collect();
        near.sort_by(|a, b| a.1.total_cmp(&b.1));
        near.truncate(ENTRIES);
        near
    }

    fn is_walled(&self, from: Point, to: Point) -> bool {
        self.walls.iter().any(|wall| crosses(from, to, wall.0, wall.1))
    }
}

/// Dijkstra's: minutes from one place to all.
fn shortest(roads_of: &[Vec<(usize, f64)>], start: usize) -> Vec<f64> {
    // In thousandths of a minute, which have an order.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small, positive")]
    let whole = |minutes: f64| (minutes * 1000.0).round() as u64;
    let mut times = vec![u64::MAX; roads_of.len()];
    let mut open = BinaryHeap::from([(std::cmp::Reverse(0_u64), start)]);
    times[start] = 0;
    while let Some((std::cmp::Reverse(time), at)) = open.pop() {
        if time > times[at] {
            continue;
        }
        for (next, minutes) in &roads_of[at] {
            let there = time + whole(*minutes);
            if there < times[*next] {
                times[*next] = there;
                open.push((std::cmp::Reverse(there), *next));
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a few hundred thousand at most")]
    let minutes = |time: u64| if time == u64::MAX { f64::INFINITY } else { time as f64 / 1000.0 };
    times.into_iter().map(minutes).collect()
}

fn point(text: &str) -> Option<Point> {
    let (latitude, longitude) = text.split_once(',')?;
    Some((latitude.parse().ok()?, longitude.parse().ok()?))
}

/// On a plane that touches the earth between them, which is right to a thousandth over a department.
fn kilometres(from: Point, to: Point) -> f64 {
    const DEGREE: f64 = 111.2;
    let north = (from.0 - to.0) * DEGREE;
    let east = (from.1 - to.1) * DEGREE * f64::midpoint(from.0, to.0).to_radians().cos();
    north.hypot(east)
}

fn crosses(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

#[cfg(test)]
#[path = "roads_tests.rs"]
mod tests;
