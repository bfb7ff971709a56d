//! A measured figure and its goal.

use std::fmt;

use serde::Serialize;

/// Which side of a goal is the good one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    /// The value must not be greater.
    AtMost(f64),
    /// The value must not be smaller.
    AtLeast(f64),
}

/// One line of output: `{"name","value","unit","goal","met"}`.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) goal: Goal,
}

impl Figure {
    fn met(&self) -> bool {
        match self.goal {
            Goal::AtMost(limit) => self.value <= limit,
            Goal::AtLeast(limit) => self.value >= limit,
        }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    value: f64,
    unit: &'a str,
    goal: String,
    met: bool,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = Line {
            name: &self.name,
            // Four digits after the point: microseconds of a millisecond; more would be noise.
            value: (self.value * 10_000.0).round() / 10_000.0,
            unit: self.unit,
            goal: match self.goal {
                Goal::AtMost(limit) => format!("<= {limit}"),
                Goal::AtLeast(limit) => format!(">= {limit}"),
            },
            met: self.met(),
        };
        f.write_str(&serde_json::to_string(&line).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_name_value_unit_goal_and_whether_it_is_met() {
        let figure = |value, goal| Figure {
            name: "home_rps".into(),
            value,
            unit: "/s",
            goal,
        };
        assert_eq!(
            figure(2_600.123_456, Goal::AtLeast(2500.0)).to_string(),
            r#"{"name":"home_rps","value":2600.1235,"unit":"/s","goal":">= 2500","met":true}"#
        );
        assert!(!figure(41.0, Goal::AtMost(40.0)).met());
        assert!(figure(40.0, Goal::AtMost(40.0)).met());
        assert!(!figure(2499.9, Goal::AtLeast(2500.0)).met());
    }
}
