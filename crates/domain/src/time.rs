//! Time as people here count it: Japan Standard Time, +09:00, no summer time (white paper §12, W12.1).
//! Everything is stored in Unix milliseconds (UTC); days are days in Japan.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

const JST_OFFSET_MS: i64 = 9 * 3_600_000;

/// Milliseconds of a minute.
pub const MINUTE_MS: u64 = 60_000;
/// Milliseconds of an hour.
pub const HOUR_MS: u64 = 60 * MINUTE_MS;
/// Milliseconds of a day.
pub const DAY_MS: u64 = 24 * HOUR_MS;

/// Wall-clock time in Japan of a Unix time in milliseconds.
pub fn in_japan(unix_ms: u64) -> NaiveDateTime {
    let shifted = i64::try_from(unix_ms)
        .unwrap_or(i64::MAX - JST_OFFSET_MS)
        .saturating_add(JST_OFFSET_MS);
    DateTime::from_timestamp_millis(shifted)
        .unwrap_or(DateTime::UNIX_EPOCH)
        .naive_utc()
}

/// Unix milliseconds of a wall-clock time in Japan; times before 1970 count as 1970.
pub fn from_japan(local: NaiveDateTime) -> u64 {
    u64::try_from(local.and_utc().timestamp_millis() - JST_OFFSET_MS).unwrap_or(0)
}

/// A day in Japan.
///
/// It is read and written by hand: chrono's patterns would add 20 KB to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// The day in Japan at a Unix time.
    pub fn at(unix_ms: u64) -> Self {
        Self(in_japan(unix_ms).date())
    }

    /// Reads `2026-11-23`, as forms and the store hold days.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '-').map(digits);
        let mut next = || parts.next().flatten();
        let (year, month, day) = (next()?, next()?, next()?);
        let year = i32::try_from(year).ok()?;
        NaiveDate::from_ymd_opt(year, month, day)
            .filter(|day| (1970..=9999).contains(&day.year()))
            .map(Self)
    }

    /// Unix milliseconds at which the day begins.
    pub fn starts_at(self) -> u64 {
        from_japan(self.0.and_time(NaiveTime::MIN))
    }

    /// Unix milliseconds at which the day is over (24:00): what is due on a day is late from then on.
    pub fn ends_at(self) -> u64 {
        self.starts_at() + DAY_MS
    }

    /// The day so many days later.
    #[must_use]
    pub fn plus(self, days: u16) -> Self {
        Self(
            self.0
                .checked_add_days(Days::new(u64::from(days)))
                .unwrap_or(self.0),
        )
    }

    /// The day so many days earlier.
    #[must_use]
    pub fn minus(self, days: u16) -> Self {
        Self(
            self.0
                .checked_sub_days(Days::new(u64::from(days)))
                .unwrap_or(self.0),
        )
    }

    /// Days from `earlier` to this day; negative when it is the later one.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// Year, month, day of month.
    pub fn parts(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u8 {
        u8::try_from(self.0.weekday().num_days_from_monday()).unwrap_or(0)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("no day"))
    }
}

/// A number of digits alone: no sign, no spaces.
fn digits(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Hour and minute in Japan.
pub fn hour_minute(unix_ms: u64) -> (u32, u32) {
    let local = in_japan(unix_ms);
    (local.hour(), local.minute())
}

/// `2026-11-23 12:34:56` in Japan, as CSV files hold times (their header says `(JST)`).
pub fn csv_time(unix_ms: u64) -> String {
    let local = in_japan(unix_ms);
    format!(
        "{} {:02}:{:02}:{:02}",
        Day(local.date()),
        local.hour(),
        local.minute(),
        local.second()
    )
}

/// `2026-11-23T12:34` in Japan, as `<input type="datetime-local">` holds it.
pub fn form_time(unix_ms: u64) -> String {
    let local = in_japan(unix_ms);
    format!(
        "{}T{:02}:{:02}",
        Day(local.date()),
        local.hour(),
        local.minute()
    )
}

/// Reads `2026-11-23T12:34` (seconds allowed) as a time in Japan; Unix milliseconds.
pub fn parse_form_time(text: &str) -> Option<u64> {
    let (day, time) = text.trim().split_once('T')?;
    let mut parts = time.splitn(3, ':').map(digits);
    let (hour, minute) = (parts.next().flatten()?, parts.next().flatten()?);
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    let time = NaiveTime::from_hms_opt(hour, minute, second)?;
    Some(from_japan(Day::parse(day)?.0.and_time(time)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// W12.1: the day changes at 15:00 UTC.
    #[test]
    fn the_day_in_japan_changes_at_fifteen_hours_utc() {
        let before = 1_795_359_599_000; // 2026-11-22T14:59:59Z
        assert_eq!(csv_time(before), "2026-11-22 23:59:59");
        assert_eq!(csv_time(before + 1_000), "2026-11-23 00:00:00");
        assert_eq!(Day::at(before + 1_000).to_string(), "2026-11-23");
    }

    #[test]
    fn what_is_due_on_a_day_is_late_after_its_twenty_fourth_hour() {
        let day = Day::parse("2026-11-23").unwrap();
        assert_eq!(Day::at(day.ends_at() - 1), day);
        assert_eq!(Day::at(day.ends_at()), day.plus(1));
        assert_eq!(day.weekday(), 0);
        assert_eq!(day.plus(10).days_since(day), 10);
    }

    /// W12.1: no summer time, in any month.
    #[test]
    fn a_form_reads_back_what_it_showed() {
        for month in 1..=12 {
            let text = format!("2026-{month:02}-15T08:05");
            assert_eq!(form_time(parse_form_time(&text).unwrap()), text);
        }
        assert_eq!(parse_form_time("2026-13-01T00:00"), None);
        assert_eq!(Day::parse("2026-02-30"), None);
        let with_seconds = parse_form_time("2026-01-15T08:05:07").unwrap();
        assert_eq!(csv_time(with_seconds), "2026-01-15 08:05:07");
    }

    #[test]
    fn what_is_no_day_or_time_is_refused() {
        for text in [
            "",
            "2026",
            "2026-11",
            "2026-11-23-1",
            "+2026-11-23",
            "2026-11--3",
            "1969-12-31",
            "10000-01-01",
            "２０２６-11-23",
            "2026-11-23T",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        for text in [
            "2026-11-23",
            "2026-11-23T12",
            "2026-11-23T24:00",
            "2026-11-23T12:34:56:1",
            "2026-11-23T12:34:",
        ] {
            assert_eq!(parse_form_time(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_is_read_from_what_is_shown() {
        use serde::de::{IntoDeserializer as _, value};

        let read = |text: &'static str| {
            let text: value::StrDeserializer<value::Error> = text.into_deserializer();
            Day::deserialize(text)
        };
        let day = Day::parse(" 2026-01-05 ").unwrap();
        assert_eq!(day.to_string(), "2026-01-05");
        assert_eq!(read("2026-01-05").unwrap(), day);
        assert!(read("2026-02-30").is_err());
    }
}
