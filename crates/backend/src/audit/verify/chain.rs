//! The chain, followed entry by entry.

use domain::{id::Id, organization::Organization};
use vault::audit::{Hash, Head};

use super::{BreakKind, Report};
use crate::{
    audit::{Entry, checkpoint::Checkpoint, records::Stored},
    error::Result,
};

/// How far off its place an entry is looked for.
const REACH: u64 = 2_000;
/// How often that is done for one log.
const SEARCHES: u32 = 100;
/// Entries that fitted nowhere and are compared with one another at the end.
const STRAYS: usize = 500;

/// What is known before the next entry.
enum State {
    /// The link of the entry before.
    Known(Hash),
    /// The entry before is gone.
    Unknown,
    /// The entry before did not fit; the next one tells why.
    Doubt(Box<Stray>),
}

/// An entry that did not fit where it stood.
struct Stray {
    number: u64,
    entry: Stored,
    /// The link it should have followed.
    before: Hash,
}

pub(super) struct Chain {
    organization: Id<Organization>,
    head: Head,
    /// What the key ring remembers.
    kept: Option<Head>,
    state: State,
    /// The number that comes next.
    next: u64,
    /// What was added to the numbers of all entries from here on: somebody closed a gap, or made room.
    shift: i64,
    strays: Vec<Stray>,
    /// How often an entry was looked for off its place; it is not done for every entry of a log that is all wrong.
    searches: u32,
    /// The newest entry's number as it was written, and its link.
    last: Option<(u64, Option<Hash>)>,
    /// Signed heads, by number.
    checkpoints: Vec<Checkpoint>,
    /// The entries at numbers the key ring or a checkpoint remembers whose links are others.
    differs: Vec<(u64, Id<Entry>)>,
}

impl Chain {
    /// `head` is what the store said before reading began, `kept` what the key ring did; `checkpoints` are in the order of their numbers.
    pub(super) fn new(
        organization: Id<Organization>,
        head: Head,
        kept: Option<Head>,
        checkpoints: Vec<Checkpoint>,
    ) -> Self {
        Self {
            organization,
            head,
            kept,
            state: State::Known(Hash::start(organization.uuid())),
            next: 1,
            shift: 0,
            strays: Vec::new(),
            searches: 0,
            last: None,
            checkpoints,
            differs: Vec::new(),
        }
    }

    fn fits(&self, before: &Hash, entry: &Stored, number: u64) -> Result<bool> {
        if entry.commitment().is_none() {
            return Ok(false);
        }
        Ok(Some(entry.link(self.organization, before, number)?) == entry.hash())
    }

    /// The number an entry bore when it was written.
    fn written(&self, number: u64) -> u64 {
        number.saturating_add_signed(self.shift)
    }

    /// The highest number that the store, the key ring or a signed checkpoint says there is.
    fn remembered(&self) -> u64 {
        let signed = self
            .checkpoints
            .iter()
            .rfind(|checkpoint| checkpoint.hash.is_some());
        self.kept
            .map_or(0, |kept| kept.sequence)
            .max(self.head.sequence)
            .max(signed.map_or(0, |checkpoint| checkpoint.number))
    }

    /// Whether the key ring or a signed checkpoint remembers another link at `number`.
    fn is_remembered_otherwise(&self, number: u64, hash: Option<Hash>) -> bool {
        let kept = self.kept.filter(|kept| kept.sequence == number);
        let at = self
            .checkpoints
            .binary_search_by_key(&number, |checkpoint| checkpoint.number);
        let signed = at.ok().and_then(|at| self.checkpoints[at].hash);
        kept.is_some_and(|kept| hash != Some(kept.hash))
            || signed.is_some_and(|signed| hash != Some(signed))
    }

    /// The number at which the entry follows `before`, looked for around its own.
    fn place_after(&mut self, before: &Hash, entry: &Stored, number: u64) -> Result<Option<u64>> {
        self.searches += 1;
        if self.searches > SEARCHES {
            return Ok(None);
        }
        for distance in 1..=REACH {
            for candidate in [number + distance, number.saturating_sub(distance)] {
                if candidate > 0 && self.fits(before, entry, candidate)? {
                    return Ok(Some(candidate));
                }
            }
        }
        Ok(None)
    }

    /// Takes the next entry, in the order of numbers.
    pub(super) fn add(&mut self, number: u64, entry: Stored, report: &mut Report) -> Result<()> {
        if number + 1 == self.next {
            return self.add_twin(number, entry, report);
        }
        if number > self.next {
            if number > self.remembered() {
                // An entry numbered since reading began would leave no gap.
                report.add(number, Some(entry.id()?), BreakKind::Inserted);
                return Ok(());
            }
            self.settle();
            report.add(self.next, None, BreakKind::Missing(number - self.next));
            self.state = State::Unknown;
        }
        self.next = number + 1;
        let written = self.written(number);
        let hash = entry.hash();
        let id = entry.id()?;
        match std::mem::replace(&mut self.state, State::Unknown) {
            State::Unknown => self.accept(written, hash, id),
            State::Known(before) => {
                if self.fits(&before, &entry, written)? {
                    self.accept(written, hash, id);
                } else {
                    self.last = Some((written, hash));
                    self.state = State::Doubt(Box::new(Stray {
                        number,
                        entry,
                        before,
                    }));
                }
            }
            State::Doubt(stray) => self.resolve(*stray, number, entry, report)?,
        }
        Ok(())
    }

    fn accept(&mut self, written: u64, hash: Option<Hash>, id: Id<Entry>) {
        self.last = Some((written, hash));
        if self.is_remembered_otherwise(written, hash) {
            self.differs.push((written, id));
        }
        self.state = hash.map_or(State::Unknown, State::Known);
    }

    /// Says why `stray` did not fit, from how the entry after it does.
    fn resolve(
        &mut self,
        stray: Stray,
        number: u64,
        entry: Stored,
        report: &mut Report,
    ) -> Result<()> {
        let written = self.written(number);
        let stray_written = self.written(stray.number);
        let (id, stray_id) = (entry.id()?, stray.entry.id()?);
        let (hash, stray_hash) = (entry.hash(), stray.entry.hash());
        // Its link is the old one, and the next entry knows it.
        let follows_link = match stray_hash {
            Some(link) => self.fits(&link, &entry, written)?,
            None => false,
        };
        // Only its link was changed: what it says leads to the next entry.
        let follows_content = stray.entry.commitment().is_some() && {
            let link = stray
                .entry
                .link(self.organization, &stray.before, stray_written)?;
            self.fits(&link, &entry, written)?
        };
        if follows_link || follows_content {
            self.strays.push(stray);
            self.accept(written, hash, id);
        } else if self.fits(&stray.before, &entry, stray_written)? {
            let swapped = match hash {
                Some(link) => self.fits(&link, &stray.entry, written)?,
                None => false,
            };
            if swapped {
                report.add(
                    stray.number,
                    Some(stray_id),
                    BreakKind::Moved { from: written },
                );
                report.add(
                    number,
                    Some(id),
                    BreakKind::Moved {
                        from: stray_written,
                    },
                );
                self.accept(written, stray_hash, stray_id);
            } else {
                // The next entry does not know it: room was made for it.
                report.add(stray.number, Some(stray_id), BreakKind::Inserted);
                self.shift -= 1;
                self.accept(stray_written, hash, id);
            }
        } else if let Some(place) = match stray_hash {
            Some(link) => self.place_after(&link, &entry, written)?,
            None => None,
        } {
            // The two belong together, but elsewhere.
            let by = place.abs_diff(written);
            if place > written {
                // What stood before them is gone, and the numbers were closed up.
                report.add(stray.number, None, BreakKind::Missing(by));
                self.shift = self.shift.saturating_add_unsigned(by);
            } else {
                // Room was made, and what fills it was put in.
                for filled in stray.number.saturating_sub(by)..stray.number {
                    let known = self.strays.iter().position(|other| other.number == filled);
                    let known = known.map(|at| self.strays.swap_remove(at).entry.id());
                    report.add(filled, known.transpose()?, BreakKind::Inserted);
                }
                self.shift = self.shift.saturating_sub_unsigned(by);
            }
            self.accept(place, hash, id);
        } else {
            self.strays.push(stray);
            self.accept(written, hash, id);
        }
        if self.strays.len() > STRAYS {
            self.name_strays(report)?;
        }
        Ok(())
    }

    /// A second entry with the number of the one before: one of the two was put in.
    fn add_twin(&mut self, number: u64, entry: Stored, report: &mut Report) -> Result<()> {
        let id = entry.id()?;
        match std::mem::replace(&mut self.state, State::Unknown) {
            State::Doubt(stray) if self.fits(&stray.before, &entry, self.written(number))? => {
                report.add(stray.number, Some(stray.entry.id()?), BreakKind::Inserted);
                self.accept(self.written(number), entry.hash(), id);
            }
            state => {
                report.add(number, Some(id), BreakKind::Inserted);
                self.state = state;
            }
        }
        Ok(())
    }

    /// No next entry will tell about the one in doubt.
    fn settle(&mut self) {
        if let State::Doubt(stray) = std::mem::replace(&mut self.state, State::Unknown) {
            self.strays.push(*stray);
        }
    }

    /// Of entries that fitted nowhere, those that fit at one another's places were moved; the others were edited.
    fn name_strays(&mut self, report: &mut Report) -> Result<()> {
        let strays = std::mem::take(&mut self.strays);
        for stray in &strays {
            let mut kind = BreakKind::Edited;
            for other in &strays {
                if other.number != stray.number
                    && self.fits(&other.before, &stray.entry, other.number)?
                {
                    kind = BreakKind::Moved { from: other.number };
                    break;
                }
            }
            report.add(stray.number, Some(stray.entry.id()?), kind);
        }
        Ok(())
    }

    /// Compares the end with what the store and the key ring remember as the end; `now` is the store's head after reading.
    pub(super) fn end(mut self, now: Head, report: &mut Report) -> Result<()> {
        self.settle();
        self.name_strays(report)?;
        let start = Hash::start(self.organization.uuid());
        let (last, hash) = self.last.unwrap_or((0, Some(start)));
        let remembered = self.remembered();
        if remembered > last {
            report.add(last + 1, None, BreakKind::CutOff(remembered - last));
        } else if last > now.sequence {
            report.add(now.sequence + 1, None, BreakKind::Inserted);
        } else if last == now.sequence && hash != Some(now.hash) && report.holds() {
            report.add(last, None, BreakKind::Rewritten);
        }
        for (number, id) in self.differs {
            if report.breaks.iter().all(|known| known.number != number) {
                report.add(number, Some(id), BreakKind::Rewritten);
            }
        }
        for checkpoint in self.checkpoints {
            if checkpoint.hash.is_none() {
                report.add(checkpoint.number, None, BreakKind::Forged);
            }
        }
        Ok(())
    }
}
