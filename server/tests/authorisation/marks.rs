//! What is planted in the organisation's sealed fields, to be found in an answer that says too much.

use crate::actors::{Actor, Verdict};

/// Whose secret a mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The organisation's name: its own people read it on every page.
    Organization,
    /// The learner's name, kana, address and number.
    Learner,
    /// Other people's.
    People,
    /// What learners read: it was delivered to all of them.
    Lesson,
    /// Groups, deliveries and imports, which only those who run them read.
    Administration,
}

/// A mark and whose it is.
pub type Mark = (&'static str, Kind);

pub const ORGANIZATION: Mark = ("株式会社ZQORG髙﨑", Kind::Organization);
pub const FAMILY: Mark = ("塚ZQFAMILY", Kind::Learner);
pub const GIVEN: Mark = ("晴朗ZQGIVEN", Kind::Learner);
pub const KANA: Mark = ("ツカゼットキュー", Kind::Learner);
pub const EMAIL: Mark = ("zqlearner@zqvictim.example.jp", Kind::Learner);
pub const NUMBER: Mark = ("ZQNUMBER77", Kind::Learner);
pub const SPARE: Mark = ("隆ZQSPARE", Kind::People);
pub const SPARE_EMAIL: Mark = ("@zqspare.example.jp", Kind::People);
pub const TITLE: Mark = ("標的型ZQTITLE", Kind::Lesson);
pub const BODY: Mark = ("本文ZQBODY", Kind::Lesson);
pub const QUESTION: Mark = ("設問ZQQUESTION", Kind::Lesson);
pub const CHOICE: Mark = ("選択肢ZQCHOICE", Kind::Lesson);
pub const EXPLANATION: Mark = ("解説ZQEXPLANATION", Kind::Lesson);
pub const DRAFT: Mark = ("下書きZQDRAFT", Kind::Administration);
pub const GROUP: Mark = ("営業部ZQGROUP", Kind::Administration);
pub const DELIVERY: Mark = ("配信ZQDELIVERY", Kind::Administration);
pub const MESSAGE: Mark = ("伝言ZQMESSAGE", Kind::Administration);
pub const FILE: Mark = ("ZQFILE.csv", Kind::Administration);
pub const LINE: Mark = ("神ZQLINE", Kind::Administration);

const ALL: [Mark; 19] = [
    ORGANIZATION,
    FAMILY,
    GIVEN,
    KANA,
    EMAIL,
    NUMBER,
    SPARE,
    SPARE_EMAIL,
    TITLE,
    BODY,
    QUESTION,
    CHOICE,
    EXPLANATION,
    DRAFT,
    GROUP,
    DELIVERY,
    MESSAGE,
    FILE,
    LINE,
];

/// The marks in `text` that this actor, told this, has no business to read.
pub fn leaked(actor: Actor, verdict: Verdict, is_page: bool, text: &str) -> Vec<&'static str> {
    ALL.into_iter()
        .filter(|(mark, kind)| {
            text.contains(mark)
                && match (actor.is_outsider(), verdict) {
                    (true, _) => true,
                    (false, Verdict::Done) => !may_see(actor, *kind),
                    // The frame around a refusal shows the reader's own name and organisation.
                    (false, _) => !is_page || !in_frame(actor, *kind),
                }
        })
        .map(|(mark, _)| mark)
        .collect()
}

fn may_see(actor: Actor, kind: Kind) -> bool {
    match actor {
        Actor::Learner => matches!(kind, Kind::Organization | Kind::Learner | Kind::Lesson),
        Actor::OtherLearner | Actor::Member => matches!(kind, Kind::Organization | Kind::Lesson),
        Actor::Coordinator | Actor::Manager | Actor::OrgAdmin => true,
        Actor::Anonymous | Actor::ForeignAdmin | Actor::Suspended | Actor::Revoked => false,
    }
}

fn in_frame(actor: Actor, kind: Kind) -> bool {
    match kind {
        Kind::Organization => true,
        Kind::Learner => actor == Actor::Learner,
        Kind::People | Kind::Lesson | Kind::Administration => false,
    }
}
