//! To whom a lesson goes, when, until when, and with which mails.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::LessonVersion;
use crate::{
    error::{Field, Problem, Refusal},
    id::Id,
    line::{many_lines, optional_line},
    people::{Group, Person},
    time::{Day, HOUR_MS},
};

/// Where a delivery stands. The text form is stored: never rename one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Waits for its time.
    Scheduled,
    /// Its people are being enrolled.
    Starting,
    /// People take it.
    Open,
    /// Ended by an administrator: nothing can be begun any more, records stay.
    Closed,
    /// Withdrawn before it started.
    Cancelled,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Scheduled,
        Self::Starting,
        Self::Open,
        Self::Closed,
        Self::Cancelled,
    ];

    /// The text form that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Starting => "starting",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of a stored text form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether it may become `next`.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Scheduled, Self::Starting | Self::Cancelled)
                | (Self::Starting, Self::Open)
                | (Self::Open, Self::Closed)
        )
    }
}

/// What a reminder's days are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Days after the day of the start.
    AfterStart,
    /// Days before the due date; 0 is the due date itself.
    BeforeDue,
    /// Days after the due date.
    AfterDue,
}

/// When a reminder leaves: so many days from the start or the due date, at a full hour in Japan.
/// Its text form (`start+3@10`, `due-1@9`, `due+2@10`) is stored and names the timing for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reminder {
    anchor: Anchor,
    days: u16,
    hour: u8,
}

impl Reminder {
    /// Most reminders of a delivery.
    pub const MAX: usize = 5;
    /// Most days from start or due date.
    pub const DAYS_MAX: u16 = 365;

    /// `None` beyond a year, at no hour of the day, or "0 days after".
    pub const fn new(anchor: Anchor, days: u16, hour: u8) -> Option<Self> {
        let is_same_moment = days == 0 && !matches!(anchor, Anchor::BeforeDue);
        if days > Self::DAYS_MAX || hour > 23 || is_same_moment {
            None
        } else {
            Some(Self { anchor, days, hour })
        }
    }

    /// What the days are counted from.
    pub const fn anchor(self) -> Anchor {
        self.anchor
    }

    /// How many days.
    pub const fn days(self) -> u16 {
        self.days
    }

    /// The hour in Japan, 0 to 23.
    pub const fn hour(self) -> u8 {
        self.hour
    }

    /// Unix milliseconds at which it leaves; `None` when it counts from a due date that is not set.
    pub fn at(self, starts_at: u64, due_on: Option<Day>) -> Option<u64> {
        let day = match self.anchor {
            Anchor::AfterStart => Day::at(starts_at).plus(self.days),
            Anchor::BeforeDue => due_on?.minus(self.days),
            Anchor::AfterDue => due_on?.plus(self.days),
        };
        Some(day.starts_at() + u64::from(self.hour) * HOUR_MS)
    }
}

impl fmt::Display for Reminder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, sign) = match self.anchor {
            Anchor::AfterStart => ("start", '+'),
            Anchor::BeforeDue => ("due", '-'),
            Anchor::AfterDue => ("due", '+'),
        };
        write!(f, "{from}{sign}{}@{}", self.days, self.hour)
    }
}

impl FromStr for Reminder {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let parse = || {
            let (days, hour) = text.trim().split_once('@')?;
            let (anchor, days) = [
                (Anchor::AfterStart, "start+"),
                (Anchor::BeforeDue, "due-"),
                (Anchor::AfterDue, "due+"),
            ]
            .into_iter()
            .find_map(|(anchor, prefix)| Some((anchor, days.strip_prefix(prefix)?)))?;
            Self::new(anchor, days.parse().ok()?, hour.parse().ok()?)
        };
        parse().ok_or(Problem::Malformed)
    }
}

impl Serialize for Reminder {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reminder {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| serde::de::Error::custom("not a reminder"))
    }
}

/// Who takes it. Groups are looked into when the delivery starts, not before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targets {
    /// Everyone of the organisation.
    pub everyone: bool,
    pub groups: Vec<Id<Group>>,
    /// People named one by one.
    pub people: Vec<Id<Person>>,
}

impl Targets {
    /// Most groups, and most people named one by one; whoever needs more makes a group.
    pub const MAX: usize = 500;
}

/// A delivery as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryInput {
    pub version: Id<LessonVersion>,
    /// Tells deliveries of the same lesson apart; at most 100 characters. The lesson's title when left out.
    pub name: Option<String>,
    /// Goes with the request mail; at most 1,000 characters.
    pub message: Option<String>,
    pub targets: Targets,
    /// Unix milliseconds; `None` for at once.
    pub starts_at: Option<u64>,
    /// The last day on which it is in time.
    pub due_on: Option<Day>,
    /// Whether a mail asks people to take it when it starts.
    pub sends_request: bool,
    pub reminders: Vec<Reminder>,
}

/// A delivery that can be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryPlan {
    pub version: Id<LessonVersion>,
    pub name: Option<String>,
    pub message: Option<String>,
    pub targets: Targets,
    pub starts_at: u64,
    pub due_on: Option<Day>,
    pub sends_request: bool,
    /// In the order in which they leave, each with its time; no two at the same time.
    pub reminders: Vec<(Reminder, u64)>,
}

/// Reads a delivery: somebody is named, nothing lies in the past, and reminders follow the start.
///
/// # Errors
/// [`Refusal::Invalid`] with everything that is wrong.
pub fn check_delivery(input: DeliveryInput, now: u64) -> Result<DeliveryPlan, Refusal> {
    let mut problems = Vec::new();
    let mut bad = |field, problem| {
        if !problems.contains(&(field, problem)) {
            problems.push((field, problem));
        }
    };
    let name = optional_line(input.name.as_deref().unwrap_or(""), 100).unwrap_or_else(|problem| {
        bad(Field::Title, problem);
        None
    });
    let message = match many_lines(input.message.as_deref().unwrap_or(""), 1_000) {
        Ok(text) => Some(text),
        Err(Problem::Missing) => None,
        Err(problem) => {
            bad(Field::Body, problem);
            None
        }
    };
    let targets = Targets {
        everyone: input.targets.everyone,
        groups: distinct(input.targets.groups),
        people: distinct(input.targets.people),
    };
    if !targets.everyone && targets.groups.is_empty() && targets.people.is_empty() {
        bad(Field::Targets, Problem::Missing);
    }
    if targets.groups.len() > Targets::MAX || targets.people.len() > Targets::MAX {
        bad(Field::Targets, Problem::TooLarge { max: 500 });
    }
    let starts_at = input.starts_at.unwrap_or(now);
    if starts_at < now {
        bad(Field::StartsAt, Problem::InThePast);
    }
    if input.due_on.is_some_and(|due| due.ends_at() <= starts_at) {
        bad(Field::DueOn, Problem::TooEarly);
    }
    let reminders: BTreeSet<_> = input.reminders.into_iter().collect();
    if reminders.len() > Reminder::MAX {
        bad(Field::Reminders, Problem::TooLarge { max: 5 });
    }
    let mut timed = Vec::new();
    for reminder in reminders {
        match reminder.at(starts_at, input.due_on) {
            None => bad(Field::DueOn, Problem::Missing),
            Some(at) if at <= starts_at => bad(Field::Reminders, Problem::TooEarly),
            Some(at) => timed.push((reminder, at)),
        }
    }
    timed.sort_by_key(|(_, at)| *at);
    // Two ways to name one moment, such as 7 days after the start and 3 before the due date, are one mail.
    timed.dedup_by_key(|(_, at)| *at);
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    Ok(DeliveryPlan {
        version: input.version,
        name,
        message,
        targets,
        starts_at,
        due_on: input.due_on,
        sends_request: input.sends_request,
        reminders: timed,
    })
}

fn distinct<T>(ids: Vec<Id<T>>) -> Vec<Id<T>> {
    let ids: BTreeSet<_> = ids.into_iter().collect();
    ids.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_392_000_000; // 2026-11-23 09:00 in Japan

    fn input() -> DeliveryInput {
        DeliveryInput {
            version: Id::new(1).unwrap(),
            name: None,
            message: Some(" \r\n".to_owned()),
            targets: Targets {
                everyone: true,
                ..Targets::default()
            },
            starts_at: None,
            due_on: Day::parse("2026-11-30"),
            sends_request: true,
            reminders: ["due-3@10", "due+1@10", "due-3@10"]
                .map(|r| r.parse().unwrap())
                .to_vec(),
        }
    }

    fn problems(input: DeliveryInput) -> Vec<(Field, Problem)> {
        match check_delivery(input, NOW) {
            Err(Refusal::Invalid(problems)) => problems,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reminders_are_named_by_their_text_and_leave_at_a_full_hour_in_japan() {
        let plan = check_delivery(input(), NOW).unwrap();
        let times: Vec<_> = plan
            .reminders
            .iter()
            .map(|(reminder, at)| (reminder.to_string(), crate::time::csv_time(*at)))
            .collect();
        assert_eq!(
            times,
            [
                ("due-3@10".to_owned(), "2026-11-27 10:00:00".to_owned()),
                ("due+1@10".to_owned(), "2026-12-01 10:00:00".to_owned()),
            ]
        );
        assert_eq!((plan.starts_at, plan.message), (NOW, None));
    }

    #[test]
    fn timings_that_fall_on_one_moment_are_one_reminder() {
        let mut both = input();
        both.due_on = Day::parse("2026-12-03");
        both.reminders = ["due-3@10", "start+7@10", "due-3@11"]
            .map(|r| r.parse().unwrap())
            .to_vec();
        let plan = check_delivery(both, NOW).unwrap();
        let names: Vec<_> = plan.reminders.iter().map(|(r, _)| r.to_string()).collect();
        assert_eq!(names, ["start+7@10", "due-3@11"]);
    }

    #[test]
    fn only_timings_that_can_be_meant_are_read() {
        for good in ["start+1@0", "due-0@23", "due+365@9"] {
            assert_eq!(good.parse::<Reminder>().unwrap().to_string(), good);
        }
        for bad in [
            "start-1@9",
            "start+0@9",
            "due+0@9",
            "due-1@24",
            "due-366@9",
            "due-1",
            "",
            "due--1@9",
        ] {
            assert_eq!(bad.parse::<Reminder>(), Err(Problem::Malformed), "{bad}");
        }
    }

    #[test]
    fn nothing_lies_before_its_start() {
        let mut late = input();
        late.starts_at = Some(NOW - 1);
        assert_eq!(problems(late), [(Field::StartsAt, Problem::InThePast)]);

        let mut due = input();
        due.due_on = Day::parse("2026-11-22");
        due.reminders.clear();
        assert_eq!(problems(due), [(Field::DueOn, Problem::TooEarly)]);

        let mut today = input();
        today.due_on = Day::parse("2026-11-23");
        today.reminders.clear();
        assert!(check_delivery(today, NOW).is_ok(), "the day ends at 24:00");

        let mut early = input();
        early.reminders = vec!["due-7@8".parse().unwrap()];
        assert_eq!(problems(early), [(Field::Reminders, Problem::TooEarly)]);
    }

    #[test]
    fn a_reminder_before_the_due_date_needs_one() {
        let mut open = input();
        open.due_on = None;
        assert_eq!(problems(open.clone()), [(Field::DueOn, Problem::Missing)]);
        open.reminders = vec!["start+3@10".parse().unwrap()];
        assert!(check_delivery(open, NOW).is_ok());
    }

    #[test]
    fn there_are_at_most_five_reminders_and_at_least_one_target() {
        let mut many = input();
        many.reminders = (1..=6)
            .map(|n| Reminder::new(Anchor::AfterDue, n, 10).unwrap())
            .collect();
        many.targets.everyone = false;
        assert_eq!(
            problems(many),
            [
                (Field::Targets, Problem::Missing),
                (Field::Reminders, Problem::TooLarge { max: 5 })
            ]
        );
    }

    #[test]
    fn a_delivery_only_goes_forward() {
        use DeliveryState::{Cancelled, Closed, Open, Scheduled, Starting};
        let allowed = [
            (Scheduled, Starting),
            (Scheduled, Cancelled),
            (Starting, Open),
            (Open, Closed),
        ];
        for from in DeliveryState::ALL {
            assert_eq!(DeliveryState::parse(from.as_str()), Some(from));
            for to in DeliveryState::ALL {
                assert_eq!(from.may_become(to), allowed.contains(&(from, to)));
            }
        }
    }
}
