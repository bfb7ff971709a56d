//! The ten who ask, and what each of them is to be told.

use http::StatusCode;

/// Who asks. All but two belong to the organisation whose things are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    /// Without a session.
    Anonymous,
    /// 受講者, whose enrollment, attempts and answers are asked for.
    Learner,
    /// 受講者 too, of the same organisation.
    OtherLearner,
    /// 一般
    Member,
    /// 担当者
    Coordinator,
    /// 管理者
    Manager,
    /// 組織管理者: a learner with the flag.
    OrgAdmin,
    /// Administrator of another organisation.
    ForeignAdmin,
    /// Was suspended after signing in.
    Suspended,
    /// Comes with the cookie of a session that was ended.
    Revoked,
}

impl Actor {
    pub const ALL: [Self; 10] = [
        Self::Anonymous,
        Self::Learner,
        Self::OtherLearner,
        Self::Member,
        Self::Coordinator,
        Self::Manager,
        Self::OrgAdmin,
        Self::ForeignAdmin,
        Self::Suspended,
        Self::Revoked,
    ];

    /// Whether there is a live session behind the cookie.
    pub const fn is_signed_in(self) -> bool {
        !matches!(self, Self::Anonymous | Self::Suspended | Self::Revoked)
    }

    /// Whether nothing of the organisation may ever reach them.
    pub const fn is_outsider(self) -> bool {
        !self.is_signed_in() || matches!(self, Self::ForeignAdmin)
    }
}

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is done, or shown.
    Done,
    /// 401, and the way to the sign-in page.
    NotSignedIn,
    /// 403, and an entry in the operation log.
    Forbidden,
    /// 404, the same as for what never was.
    NotFound,
    /// 410, the same as for what never was.
    Gone,
}

impl Verdict {
    /// The status a program reads; `done` when it is done.
    pub const fn status(self, done: StatusCode) -> StatusCode {
        match self {
            Self::Done => done,
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
        }
    }
}

/// One verdict an actor, in the order of [`Actor::ALL`].
#[derive(Clone, Copy, Debug)]
pub struct Verdicts(pub [Verdict; 10]);

use Verdict::{Done as D, Forbidden as F, Gone as G, NotFound as N, NotSignedIn as S};

impl Verdicts {
    // Nobody, learner, other learner, member, coordinator, manager, organisation administrator, foreign, suspended, revoked.
    /// Needs no session.
    pub const EVERYBODY: Self = Self([D, D, D, D, D, D, D, D, D, D]);
    /// There is no such thing here, whoever asks.
    pub const NOBODY: Self = Self([N, N, N, N, N, N, N, N, N, N]);
    /// Everybody with a session, about themselves.
    pub const SIGNED_IN: Self = Self([S, D, D, D, D, D, D, D, S, S]);
    /// The learner's own: for everybody else it does not exist.
    pub const LEARNERS_OWN: Self = Self([S, D, N, N, N, N, N, N, S, S]);
    /// A sheet of passwords, which only the organisation administrator's session reads.
    pub const SHEET: Self = Self([S, G, G, G, G, G, D, G, S, S]);
    /// People and groups, to look at.
    pub const SETTINGS_VIEW: Self = Self([S, F, F, F, D, D, D, N, S, S]);
    /// People and groups, to change.
    pub const SETTINGS_EDIT: Self = Self([S, F, F, F, F, D, D, N, S, S]);
    /// Lessons and deliveries.
    pub const LEARNING_ADMIN: Self = Self([S, F, F, F, D, D, D, N, S, S]);
    /// The organisation itself.
    pub const ORGANIZATION: Self = Self([S, F, F, F, F, F, D, D, S, S]);

    /// The administrator of another organisation gets an answer about their own.
    pub const fn foreign_sees_own(mut self) -> Self {
        self.0[7] = D;
        self
    }

    /// It names what is not the organisation's: whoever may ask is told that there is no such thing.
    pub fn nobody_inside(mut self) -> Self {
        for verdict in &mut self.0[..7] {
            if *verdict == D {
                *verdict = N;
            }
        }
        self
    }

    pub fn of(&self, actor: Actor) -> Verdict {
        Actor::ALL
            .iter()
            .zip(self.0)
            .find(|(each, _)| **each == actor)
            .map_or(Verdict::NotSignedIn, |(_, verdict)| verdict)
    }
}
