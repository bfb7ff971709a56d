//! Dates as people read them: always Japan's time (White paper §12).

use super::Locale;
use crate::time::{Day, form_time, hour_minute};

/// `2026年11月23日(月) 12:34` or `2026-11-23 (Mon) 12:34`, from Unix milliseconds.
pub fn date_time(locale: Locale, unix_ms: u64) -> String {
    let (hour, minute) = hour_minute(unix_ms);
    format!("{} {hour:02}:{minute:02}", date(locale, unix_ms))
}

/// As [`date_time`], with seconds: for the operation log.
pub fn date_time_seconds(locale: Locale, unix_ms: u64) -> String {
    format!("{}:{:02}", date_time(locale, unix_ms), unix_ms / 1_000 % 60)
}

/// The day in Japan of a moment in Unix milliseconds.
pub fn date(locale: Locale, unix_ms: u64) -> String {
    day(locale, Day::at(unix_ms))
}

/// A calendar day: `2026年11月23日(月)` or `2026-11-23 (Mon)`.
pub fn day(locale: Locale, day: Day) -> String {
    let weekday = usize::from(day.weekday() % 7);
    match locale {
        Locale::Ja => {
            let (year, month, date) = day.parts();
            let weekday = ["月", "火", "水", "木", "金", "土", "日"][weekday];
            format!("{year}年{month}月{date}日({weekday})")
        }
        Locale::En => {
            let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday];
            format!("{day} ({weekday})")
        }
    }
}

/// A day without its year, for charts and narrow places: `11/23`.
pub fn short_day(day: Day) -> String {
    let (_, month, date) = day.parts();
    format!("{month}/{date}")
}

/// A due day, which lasts until midnight: `2026年11月30日(月) 24:00まで`, `by 2026-11-30 (Mon) 24:00`.
pub fn due(locale: Locale, last: Day) -> String {
    let last = day(locale, last);
    match locale {
        Locale::Ja => format!("{last} 24:00まで"),
        Locale::En => format!("by {last} 24:00"),
    }
}

/// The machine form for `<time datetime>`: `2026-11-23T12:34:05+09:00`.
pub fn machine(unix_ms: u64) -> String {
    let second = unix_ms / 1_000 % 60;
    format!("{}:{second:02}+09:00", form_time(unix_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 03:34:05 UTC.
    const NOON: u64 = 1_795_404_845_000;

    #[test]
    fn a_moment_is_told_in_japans_time() {
        assert_eq!(date_time(Locale::Ja, NOON), "2026年11月23日(月) 12:34");
        assert_eq!(date_time(Locale::En, NOON), "2026-11-23 (Mon) 12:34");
        assert_eq!(
            date_time_seconds(Locale::En, NOON),
            "2026-11-23 (Mon) 12:34:05"
        );
        assert_eq!(machine(NOON), "2026-11-23T12:34:05+09:00");
    }

    #[test]
    fn a_due_day_lasts_until_its_midnight() {
        let last = Day::parse("2026-11-30").unwrap();
        assert_eq!(due(Locale::Ja, last), "2026年11月30日(月) 24:00まで");
        assert_eq!(due(Locale::En, last), "by 2026-11-30 (Mon) 24:00");
        assert_eq!(short_day(last), "11/30");
    }
}
