//! Bits of evidence, after Fellegi and Sunter: log₂(m/u) for each thing compared, and the prior.
//!
//! m, how often records of one customer agree so, starts at the values of domain.md §2.6 and is refined by
//! expectation maximisation; u, how often strangers do, is how common the very value is.

use super::{
    clustering::Edge,
    comparison::{
        Bar, Comparison, EmailLevel, FamilyLevel, FirstLevel, Line, MAX_HOLDERS, PhoneLevel,
    },
    frequencies::{Frequencies, number},
    places::PlaceLevel,
    record::{Likeness, Traits},
};

/// For each level of each thing compared, the share of the pairs of one customer that are at it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    family: [f64; 4],
    first: [f64; 4],
    pub(super) phone: [f64; 3],
    pub(super) email: [f64; 2],
    place: [f64; 7],
}

/// domain.md §2.6; what it does not have is a guess.
const START: Weights = Weights {
    family: [0.87, 0.08, 0.02, 0.03],
    first: [0.55, 0.02, 0.40, 0.03],
    phone: [0.80, 0.04, 0.16],
    email: [0.70, 0.30],
    place: [0.72, 0.04, 0.01, 0.02, 0.15, 0.03, 0.03],
};

/// How many pairs the start values count for: a handful of records must not teach nonsense.
const START_PAIRS: f64 = 60.0;

const ROUNDS: usize = 8;

/// Families whose numbers are shared, among all numbers: the chance that a stranger has the same one.
const SHARED_NUMBER: f64 = 0.03;
const SHARED_MAILBOX: f64 = 0.02;
/// Neighbours, successors and sloppy writing at one address.
const SHARED_HOME: f64 = 0.15;

/// The evidence of one pair, in bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Bits {
    pub(super) family: f64,
    pub(super) first: f64,
    pub(super) phone: f64,
    pub(super) email: f64,
    pub(super) place: f64,
    pub(super) odds: Odds,
}

/// What the evidence of one pair comes to, in bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Odds {
    /// With the prior.
    pub(super) sum: f64,
    /// The sum, bounded by what a household explains as well.
    pub(super) total: f64,
    /// Of that which people of one home do not share: first name, mailbox, mobile.
    pub(super) own: f64,
}

impl Weights {
    /// Learns from the pairs that blocking found. What is compared does not vouch for itself: how often the numbers of
    /// one customer differ is learnt from those whom all the rest makes one.
    pub(super) fn learnt(pairs: &[Edge], records: &[Traits], counts: &Frequencies) -> Self {
        let mut weights = START;
        for _ in 0..ROUNDS {
            let mut seen = START.scaled(START_PAIRS);
            for pair in pairs.iter().filter(|pair| pair.comparison.bar == Bar::None) {
                let (a, b) = (&records[pair.a as usize], &records[pair.b as usize]);
                let bits = weights.weigh(a, b, &pair.comparison, counts);
                if bits.odds.total - bits.family.min(0.0) > -4.0 {
                    seen.add(&pair.comparison, &bits);
                }
            }
            let next = seen.normalised();
            if next.is_near(&weights) {
                break;
            }
            weights = next;
        }
        weights
    }

    pub(super) fn bits(&self, c: &Comparison, counts: &Frequencies) -> Bits {
        let n = number(counts.records.max(50));
        let chance = |count: f64| (count / n).min(1.0);
        let family = match c.family {
            FamilyLevel::Same(count) => bits(self.family[0], chance(others(count))),
            FamilyLevel::Close(count) => bits(self.family[1], chance(others(count))),
            FamilyLevel::Similar => bits(self.family[2], 0.004),
            FamilyLevel::Different => bits(self.family[3], 0.98),
        };
        let first = match c.first {
            FirstLevel::Same(first) => bits(self.first[0], counts.first_share(first)),
            FirstLevel::Close => bits(self.first[1], 0.003),
            FirstLevel::Compatible => bits(self.first[2], 0.09),
            FirstLevel::Different => bits(self.first[3], 0.9),
            FirstLevel::Missing => 0.0,
        };
        let phone = match c.phone {
            PhoneLevel::Same(_, holders, _) if holders > MAX_HOLDERS => 0.0,
            PhoneLevel::Same(_, holders, _) => {
                bits(self.phone[0], chance(number(holders.max(1) - 1) + SHARED_NUMBER))
            }
            PhoneLevel::OtherMobile => bits(self.phone[1], 0.5),
            PhoneLevel::Different => bits(self.phone[2], 0.5),
            PhoneLevel::Missing => 0.0,
        };
        let email = match c.email {
            EmailLevel::Same(_, holders, _) if holders > MAX_HOLDERS => 0.0,
            EmailLevel::Same(_, holders, likeness) => {
                bits(self.email[0], mailbox_chance(c, likeness, holders, n))
            }
            EmailLevel::Different => bits(self.email[1], 1.0),
            EmailLevel::Missing => 0.0,
        };
        let sum = family + first + phone + email - n.log2();
        let own_phone = match c.phone {
            PhoneLevel::Same(_, _, Line::Mobile) | PhoneLevel::OtherMobile => phone,
            _ => 0.0,
        };
        let own = first + email + own_phone;
        Bits { family, first, phone, email, place: 0.0, odds: Odds { sum, total: sum, own } }
    }

    /// The same, with what the places say: they alone need the records.
    pub(super) fn weigh(
        &self,
        a: &Traits,
        b: &Traits,
        c: &Comparison,
        counts: &Frequencies,
    ) -> Bits {
        let n = number(counts.records.max(50));
        let chance = |count: f64| (count / n).min(1.0);
        let mut evidence = self.bits(c, counts);
        evidence.place = match c.place {
            PlaceLevel::Same => {
                let families =
                    counts.families_at(&a.place).max(counts.families_at(&b.place)).max(1);
                bits(self.place[0], chance(number(families - 1) * 0.5 + SHARED_HOME))
            }
            PlaceLevel::Close => bits(self.place[1], chance(1.0)),
            PlaceLevel::NextDoor => bits(self.place[2], chance(1.0)),
            PlaceLevel::Street => {
                bits(self.place[3], chance(number(counts.on_street(&a.place))).max(0.001)).min(2.0)
            }
            PlaceLevel::Commune => {
                let common = a.place.commune.or(b.place.commune);
                bits(0.92, common.map_or(0.15, |commune| counts.commune_share(commune)))
            }
            PlaceLevel::OtherCommune => bits(self.place[5], 0.85),
            PlaceLevel::Different => bits(self.place[6], 0.95),
            PlaceLevel::Missing => 0.0,
        };
        let odds = &mut evidence.odds;
        odds.sum += evidence.place;
        odds.total = odds.sum;
        if let Some(against_household) = self.against_household(a, b, c, counts) {
            odds.total = both(odds.sum, against_household);
        }
        evidence
    }

    fn scaled(&self, by: f64) -> Self {
        let mut scaled = self.clone();
        scaled.rows_mut().into_iter().flatten().for_each(|m| *m *= by);
        scaled
    }

    fn normalised(mut self) -> Self {
        for row in self.rows_mut() {
            let sum: f64 = row.iter().sum();
            for m in row {
                *m = (*m / sum).max(0.002);
            }
        }
        self
    }

    fn is_near(&self, other: &Self) -> bool {
        let all = |weights: &Self| {
            weights.clone().rows_mut().into_iter().flat_map(|row| row.to_vec()).collect::<Vec<_>>()
        };
        all(self).iter().zip(all(other)).all(|(one, other)| (one - other).abs() < 1e-4)
    }

    fn rows_mut(&mut self) -> [&mut [f64]; 5] {
        [&mut self.family, &mut self.first, &mut self.phone, &mut self.email, &mut self.place]
    }

    fn add(&mut self, c: &Comparison, bits: &Bits) {
        let without = |evidence: f64| probability(bits.odds.total - evidence);
        self.family[match c.family {
            FamilyLevel::Same(_) => 0,
            FamilyLevel::Close(_) => 1,
            FamilyLevel::Similar => 2,
            FamilyLevel::Different => 3,
        }] += without(bits.family);
        let p = without(bits.first);
        match c.first {
            FirstLevel::Same(_) => self.first[0] += p,
            FirstLevel::Close => self.first[1] += p,
            FirstLevel::Compatible => self.first[2] += p,
            FirstLevel::Different => self.first[3] += p,
            FirstLevel::Missing => {}
        }
        let p = without(bits.phone);
        match c.phone {
            PhoneLevel::Same(..) => self.phone[0] += p,
            PhoneLevel::OtherMobile => self.phone[1] += p,
            PhoneLevel::Different => self.phone[2] += p,
            PhoneLevel::Missing => {}
        }
        let p = without(bits.email);
        match c.email {
            EmailLevel::Same(..) => self.email[0] += p,
            EmailLevel::Different => self.email[1] += p,
            EmailLevel::Missing => {}
        }
        let p = without(bits.place);
        match c.place {
            PlaceLevel::Same => self.place[0] += p,
            PlaceLevel::Close => self.place[1] += p,
            PlaceLevel::NextDoor => self.place[2] += p,
            PlaceLevel::Street => self.place[3] += p,
            PlaceLevel::Commune => self.place[4] += p,
            PlaceLevel::OtherCommune => self.place[5] += p,
            PlaceLevel::Different => self.place[6] += p,
            PlaceLevel::Missing => {}
        }
    }
}

/// Records of a name that are somebody else's: about two are of the pair's own customer, and not every namesake
/// is on file.
pub(super) fn others(count: u32) -> f64 {
    (number(count) - 2.0).max(0.0) + 0.7
}

fn bits(m: f64, u: f64) -> f64 {
    (m / u).log2()
}

/// A namesake easily has `p.dupont@` of the same provider; hardly anybody has somebody else's other mailbox.
fn mailbox_chance(c: &Comparison, likeness: Likeness, holders: u32, n: f64) -> f64 {
    let is_namesake = !matches!(c.family, FamilyLevel::Different);
    match likeness {
        // A company's mailbox is its owner's, whose initial and provider nobody else of the name need have.
        Likeness::Name if is_namesake && c.first == FirstLevel::Missing => 1.0 / 200.0,
        Likeness::Name if is_namesake => 1.0 / 30.0,
        Likeness::NameAndNumber if is_namesake => (1.0_f64 / 1000.0).max(SHARED_MAILBOX / n),
        _ => ((number(holders.max(1) - 1) + SHARED_MAILBOX) / n).min(1.0),
    }
}

/// Odds in bits where two explanations, each with odds against it, may be the true one.
fn both(one: f64, other: f64) -> f64 {
    -((-one).exp2() + (-other).exp2()).log2()
}

/// 0 to 1.
pub(super) fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}
