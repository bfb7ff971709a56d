//! Where one person stands in one delivery.

use serde::{Deserialize, Serialize};

use super::Score;

/// 未受講 → 受講中 → 不合格 → 合格. Overdue is derived, never stored. The text form is stored: never rename one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrollmentState {
    /// 未受講: not opened yet.
    NotStarted,
    /// 受講中: reading, or in the first attempt.
    InProgress,
    /// 不合格: handed in and not yet passed; another attempt does not change it until it passes.
    Failed,
    /// 合格: for good. Later attempts do not take it back.
    Passed,
}

impl EnrollmentState {
    /// Every state, in the order in which people go through them.
    pub const ALL: [Self; 4] = [
        Self::NotStarted,
        Self::InProgress,
        Self::Failed,
        Self::Passed,
    ];

    /// The text form that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Failed => "failed",
            Self::Passed => "passed",
        }
    }

    /// The state of a stored text form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What of an enrollment changes as its person works. Times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub state: EnrollmentState,
    /// When it was first opened.
    pub started_at: Option<u64>,
    /// When the material was read to its end.
    pub read_at: Option<u64>,
    /// Attempts begun.
    pub attempts: u16,
    /// Best percent of all attempts handed in.
    pub best_score: Option<u16>,
    /// When it was passed, which completes it: a test is begun from a finished material only.
    pub passed_at: Option<u64>,
}

impl Default for Standing {
    fn default() -> Self {
        Self {
            state: EnrollmentState::NotStarted,
            started_at: None,
            read_at: None,
            attempts: 0,
            best_score: None,
            passed_at: None,
        }
    }
}

impl Standing {
    /// The material was opened.
    #[must_use]
    pub fn opened(mut self, now: u64) -> Self {
        self.started_at.get_or_insert(now);
        if self.state == EnrollmentState::NotStarted {
            self.state = EnrollmentState::InProgress;
        }
        self
    }

    /// The material was read to its end.
    #[must_use]
    pub fn finished_reading(self, now: u64) -> Self {
        let mut next = self.opened(now);
        next.read_at.get_or_insert(now);
        next
    }

    /// Another attempt was begun, which says that the material is done with.
    #[must_use]
    pub fn began_attempt(self, now: u64) -> Self {
        let mut next = self.finished_reading(now);
        next.attempts = next.attempts.saturating_add(1);
        next
    }

    /// An attempt was handed in.
    #[must_use]
    pub fn handed_in(mut self, score: Score, now: u64) -> Self {
        let percent = score.percent();
        self.best_score = Some(self.best_score.map_or(percent, |best| best.max(percent)));
        if score.passed {
            self.passed_at.get_or_insert(now);
        }
        self.state = if self.passed_at.is_some() {
            EnrollmentState::Passed
        } else {
            EnrollmentState::Failed
        };
        self
    }

    /// 期限超過: not passed when its due date was over.
    pub fn is_overdue(&self, due_at: Option<u64>, now: u64) -> bool {
        self.state != EnrollmentState::Passed && due_at.is_some_and(|due| now >= due)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Step {
        Open,
        Read,
        Attempt(u32),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            Just(Step::Open),
            Just(Step::Read),
            (0_u32..=10).prop_map(Step::Attempt),
        ];
        prop::collection::vec(step, 0..12)
    }

    fn score(points: u32) -> Score {
        Score {
            points,
            of: 10,
            passed: points >= 8,
        }
    }

    proptest! {
        #[test]
        fn whatever_happens_a_pass_stays_and_times_never_move(steps in steps()) {
            let mut standing = Standing::default();
            for (now, step) in (1_000_u64..).zip(steps) {
                let before = standing.clone();
                standing = match step {
                    Step::Open => standing.opened(now),
                    Step::Read => standing.finished_reading(now),
                    Step::Attempt(points) => standing.began_attempt(now).handed_in(score(points), now),
                };
                prop_assert!(before.started_at.is_none() || before.started_at == standing.started_at);
                prop_assert!(before.read_at.is_none() || before.read_at == standing.read_at);
                prop_assert!(before.passed_at.is_none() || before.passed_at == standing.passed_at);
                prop_assert!(before.best_score <= standing.best_score);
                prop_assert!(standing.state != EnrollmentState::NotStarted);
                prop_assert_eq!(standing.state == EnrollmentState::Passed, standing.passed_at.is_some());
                prop_assert!(standing.passed_at.is_none() || standing.read_at.is_some());
                prop_assert_eq!(
                    standing.state == EnrollmentState::Passed,
                    standing.best_score.is_some_and(|best| best >= 80)
                );
            }
        }
    }

    #[test]
    fn states_follow_one_another() {
        let now = 5;
        let fresh = Standing::default();
        let opened = fresh.opened(now);
        assert_eq!(opened.state, EnrollmentState::InProgress);
        let failed = opened.began_attempt(now).handed_in(score(3), now);
        assert_eq!(failed.state, EnrollmentState::Failed);
        let again = failed.began_attempt(now + 1);
        assert_eq!(again.state, EnrollmentState::Failed);
        let passed = again.handed_in(score(9), now + 2);
        assert_eq!(
            (passed.state, passed.passed_at),
            (EnrollmentState::Passed, Some(now + 2))
        );
        let worse = passed.began_attempt(now + 3).handed_in(score(0), now + 4);
        assert_eq!(
            (
                worse.state,
                worse.passed_at,
                worse.best_score,
                worse.attempts
            ),
            (EnrollmentState::Passed, Some(now + 2), Some(90), 3)
        );
    }

    #[test]
    fn only_what_is_not_passed_is_overdue_and_not_before_its_time() {
        let open = Standing::default();
        assert!(!open.is_overdue(None, 10) && !open.is_overdue(Some(11), 10));
        assert!(open.is_overdue(Some(10), 10));
        let passed = open.began_attempt(1).handed_in(score(10), 1);
        assert!(!passed.is_overdue(Some(10), 20));
    }

    #[test]
    fn stored_forms_read_back() {
        for state in EnrollmentState::ALL {
            assert_eq!(EnrollmentState::parse(state.as_str()), Some(state));
        }
    }
}
