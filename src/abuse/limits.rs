//! The numbers.

use chrono::TimeDelta;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Looking for free time, or at an appointment.
    Look,
    /// Taking time: holding a slot, moving a visit.
    Hold,
    Book,
    /// Giving the office something to do: a call, a message, a photo.
    Write,
    /// Saying that there is a danger.
    Alarm,
    /// Saying the last digits of a telephone number.
    Digits,
}

/// So much at once, and all of it again after a while, little by little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    pub(super) count: i32,
    pub(super) within: TimeDelta,
}

impl Limit {
    /// For one link, whoever tries: four digits have ten thousand answers.
    pub(super) const DIGITS: Self = Self::new(5, TimeDelta::hours(1));

    const fn new(count: i32, within: TimeDelta) -> Self {
        Self { count, within }
    }

    /// After how long one more is given back, in seconds.
    pub(super) fn step(self) -> f64 {
        self.span() / f64::from(self.count)
    }

    pub(super) fn span(self) -> f64 {
        self.within.as_seconds_f64()
    }
}

impl Act {
    /// As the database says it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Hold => "hold",
            Self::Book => "book",
            Self::Write => "write",
            Self::Alarm => "alarm",
            Self::Digits => "digits",
        }
    }

    pub(super) fn name_with_proof(self) -> &'static str {
        match self {
            Self::Hold => "hold_proved",
            Self::Book => "book_proved",
            _ => self.name(),
        }
    }

    /// Of one network, with nothing to prove. A telephone operator puts thousands behind one address, and a
    /// manager of buildings books one visit after another.
    pub(super) fn limit(self) -> Limit {
        match self {
            Self::Look => Limit::new(300, TimeDelta::minutes(10)),
            Self::Hold | Self::Book => Limit::new(20, TimeDelta::hours(1)),
            Self::Write | Self::Alarm | Self::Digits => Limit::new(30, TimeDelta::hours(1)),
        }
    }

    /// Of one network, beside [`Self::limit`], each with a proof; none where no proof helps.
    pub(super) fn limit_with_proof(self) -> Option<Limit> {
        match self {
            Self::Hold | Self::Book => Some(Limit::new(120, TimeDelta::hours(1))),
            _ => None,
        }
    }

    /// Of one telephone number or e-mail address.
    pub(super) fn limit_of_name(self) -> Option<Limit> {
        match self {
            Self::Book => Some(Limit::new(24, TimeDelta::days(1))),
            Self::Write => Some(Limit::new(6, TimeDelta::hours(1))),
            _ => None,
        }
    }

    /// Somebody in danger is heard, whoever they are.
    pub(super) fn can_be_blocked(self) -> bool {
        self != Self::Alarm
    }

    /// As the office reads what was refused; by the name in the database.
    pub(super) fn words(name: &str) -> &'static str {
        match name {
            "look" => "consultations",
            "hold" | "hold_proved" => "créneaux retenus",
            "book" | "book_proved" => "rendez-vous",
            "write" => "messages au bureau",
            "alarm" => "dangers signalés",
            _ => "essais de code",
        }
    }
}
