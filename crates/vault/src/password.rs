//! Passwords people choose: argon2id with 64 MiB, three passes, one lane (W8.2), peppered by the vault.
//!
//! One hash takes about a tenth of a second and 64 MiB: the caller bounds how many run at once.
//! Sign-in costs exactly one, whoever signs in: [`verify`] spends it for a machine-made secret too,
//! and [`spend`] is for an address that nobody has.

use std::fmt;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{Key, KeyKind, Randomness, Secret, machine, purpose::label, secret::fill};

const HASH_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    kibibytes: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    const STANDARD: Self = Self {
        kibibytes: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    fn params(self) -> Option<Params> {
        Params::new(self.kibibytes, self.passes, self.lanes, Some(HASH_BYTES)).ok()
    }
}

/// The installation's part in every password hash, kept out of the database, and what one hash costs.
#[derive(Clone)]
pub struct Pepper {
    secret: Secret,
    pub(crate) machine: Secret,
    cost: Cost,
}

impl Pepper {
    /// The pepper of an installation, from its system key.
    ///
    /// # Panics
    /// In debug builds, when the key is not the system's.
    pub fn of(system: &Key) -> Self {
        debug_assert_eq!(system.kind(), KeyKind::System);
        Self {
            secret: system.derive(label::PEPPER, &[]),
            machine: system.derive(label::MACHINE_SECRET, &[]),
            cost: Cost::STANDARD,
        }
    }

    /// The same pepper at a price that suits tests of anything but passwords: under a millisecond.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn cheap(mut self) -> Self {
        self.cost = Cost {
            kibibytes: 64,
            passes: 1,
            lanes: 1,
        };
        self
    }

    fn argon2(&self, params: Params) -> Option<Argon2<'_>> {
        Argon2::new_with_secret(
            self.secret.expose(),
            Algorithm::Argon2id,
            Version::V0x13,
            params,
        )
        .ok()
    }

    /// The hash itself. `None` only for parameters argon2 refuses.
    fn digest(
        &self,
        params: Params,
        password: &str,
        salt: &[u8],
    ) -> Option<Zeroizing<[u8; HASH_BYTES]>> {
        let password: Zeroizing<String> = Zeroizing::new(password.nfkc().collect());
        let mut out = Zeroizing::new([0; HASH_BYTES]);
        #[cfg(test)]
        tests::HASHES.set(tests::HASHES.get() + 1);
        self.argon2(params)?
            .hash_password_into(password.as_bytes(), salt, &mut *out)
            .ok()?;
        Some(out)
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper(***)")
    }
}

/// Why a password was not hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// No salt could be drawn.
    #[error(transparent)]
    Randomness(#[from] Randomness),
    /// argon2 refused it: a password of more than 4 GiB.
    #[error("the password cannot be hashed")]
    Unhashable,
}

/// What [`verify`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The password is the one.
    pub ok: bool,
    /// It was hashed at another price than today's: hash it again while it is known.
    pub needs_rehash: bool,
    /// The verifier is of a secret made by the machine: it must be changed now.
    pub machine_made: bool,
}

/// The hash of a chosen password, as a PHC string (`$argon2id$v=19$…`), for the store.
///
/// The password is taken in its NFKC form, so that it is the same from every keyboard (NIST SP 800-63B §3.1.1.2).
pub fn hash(pepper: &Pepper, password: &str) -> Result<String, HashError> {
    let mut salt = [0; SALT_BYTES];
    fill(&mut salt)?;
    hash_with(pepper, password, &salt).ok_or(HashError::Unhashable)
}

fn hash_with(pepper: &Pepper, password: &str, salt: &[u8]) -> Option<String> {
    let params = pepper.cost.params()?;
    let digest = pepper.digest(params.clone(), password, salt)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).ok()?,
        salt: Some(Salt::new(salt).ok()?),
        hash: Some(Output::new(&*digest).ok()?),
    };
    Some(hash.to_string())
}

/// Whether `password` is the one `stored` was made of: by [`hash`], or by [`machine::verifier`].
/// Costs one argon2 in every case. What cannot be read is never right.
pub fn verify(pepper: &Pepper, password: &str, stored: &str) -> Verdict {
    if machine::is_verifier(stored) {
        spend(pepper, password);
        return Verdict {
            ok: machine::matches(pepper, password, stored),
            needs_rehash: false,
            machine_made: true,
        };
    }
    let Some((ok, params)) = argon2_matches(pepper, password, stored) else {
        spend(pepper, password);
        return Verdict {
            ok: false,
            needs_rehash: false,
            machine_made: false,
        };
    };
    let today = pepper.cost;
    let same_price = (params.m_cost(), params.t_cost(), params.p_cost())
        == (today.kibibytes, today.passes, today.lanes);
    Verdict {
        ok,
        needs_rehash: ok && !same_price,
        machine_made: false,
    }
}

/// Costs what [`verify`] costs, for nobody.
pub fn spend(pepper: &Pepper, password: &str) {
    if let Some(params) = pepper.cost.params() {
        std::hint::black_box(pepper.digest(params, password, &[0; SALT_BYTES]));
    }
}

/// `None` when `stored` is no hash of ours, or asks for more than four times today's standard price:
/// whoever can write to the store shall not make a sign-in cost gigabytes.
fn argon2_matches(pepper: &Pepper, password: &str, stored: &str) -> Option<(bool, Params)> {
    let parsed = PasswordHash::new(stored).ok()?;
    let params = Params::try_from(&parsed).ok()?;
    let (salt, expected) = (parsed.salt.as_ref()?, parsed.hash.as_ref()?);
    let standard = Cost::STANDARD;
    let ours = parsed.algorithm == Algorithm::Argon2id.ident()
        && parsed.version == Some(Version::V0x13.into())
        && expected.as_bytes().len() == HASH_BYTES
        && params.m_cost() <= standard.kibibytes * 4
        && params.t_cost() <= standard.passes * 4
        && params.p_cost() <= standard.lanes * 4;
    if !ours {
        return None;
    }
    let digest = pepper.digest(params.clone(), password, salt)?;
    Some((digest[..].ct_eq(expected.as_bytes()).into(), params))
}

#[cfg(test)]
mod tests {
    use super::*;

    thread_local! {
        /// How many argon2 this thread has computed: exact where a clock would guess.
        pub(super) static HASHES: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }

    fn pepper(byte: u8) -> Pepper {
        Pepper::of(&Key::new(KeyKind::System, &Secret::from_bytes([byte; 32])))
    }

    fn cheap(byte: u8) -> Pepper {
        Pepper {
            cost: Cost {
                kibibytes: 64,
                passes: 1,
                lanes: 1,
            },
            ..pepper(byte)
        }
    }

    const RIGHT: Verdict = Verdict {
        ok: true,
        needs_rehash: false,
        machine_made: false,
    };
    const WRONG: Verdict = Verdict { ok: false, ..RIGHT };

    #[test]
    fn only_the_right_password_under_the_right_pepper_is_accepted() {
        let stored = hash(&cheap(1), "正しい馬 battery staple").unwrap();
        assert_eq!(verify(&cheap(1), "正しい馬 battery staple", &stored), RIGHT);
        assert_eq!(
            verify(&cheap(1), "正しい馬 battery stapler", &stored),
            WRONG
        );
        assert_eq!(verify(&cheap(2), "正しい馬 battery staple", &stored), WRONG);
    }

    #[test]
    fn a_password_is_the_same_from_every_keyboard() {
        let stored = hash(&cheap(1), "ＡＢＣ１２３ ガリュウ").unwrap();
        assert_eq!(verify(&cheap(1), "ABC123 ｶﾞﾘｭｳ", &stored), RIGHT);
    }

    #[test]
    fn the_price_of_a_hash_is_the_promised_one() {
        let stored = hash(&pepper(1), "correct horse battery staple").unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"),
            "{stored}"
        );
        assert_eq!(
            verify(&pepper(1), "correct horse battery staple", &stored),
            RIGHT
        );
    }

    #[test]
    fn the_frozen_hash_is_made_as_ever() {
        assert_eq!(
            hash_with(&pepper(1), "correct horse battery staple", &[3; 16]).unwrap(),
            include_str!("../tests/frozen/password.txt").trim_end()
        );
    }

    #[test]
    fn a_hash_of_another_price_asks_to_be_renewed_once_it_is_known_to_be_right() {
        let stored = hash(&cheap(1), "correct horse battery staple").unwrap();
        let today = pepper(1);
        let right = verify(&today, "correct horse battery staple", &stored);
        assert!(right.ok && right.needs_rehash);
        let wrong = verify(&today, "wrong horse battery staple", &stored);
        assert!(!wrong.ok && !wrong.needs_rehash);
    }

    #[test]
    fn what_is_no_hash_of_ours_is_never_right() {
        let pepper = cheap(1);
        let good = hash(&pepper, "correct horse battery staple").unwrap();
        for bad in [
            "",
            "correct horse battery staple",
            "$argon2id$",
            &good.replace("argon2id", "argon2i"),
            &good.replace("v=19", "v=16"),
            &good.replace("m=64", "m=4000000"),
            &good[..good.len() - 4],
        ] {
            assert_eq!(
                verify(&pepper, "correct horse battery staple", bad),
                WRONG,
                "{bad}"
            );
        }
    }

    #[test]
    fn an_unknown_user_and_a_fresh_password_cost_what_a_chosen_one_costs() {
        let pepper = cheap(1);
        let chosen = hash(&pepper, "correct horse battery staple").unwrap();
        let fresh = machine::verifier(&pepper, &machine::initial_password().unwrap());
        let hashes_of = |work: &dyn Fn() -> bool| {
            let before = HASHES.get();
            assert!(!work());
            HASHES.get() - before
        };
        for stored in [&*chosen, &*fresh, "", "$argon2id$", "$machine$v1$"] {
            let hashes = hashes_of(&|| verify(&pepper, "guess", stored).ok);
            assert_eq!(hashes, 1, "{stored}");
        }
        let nobody = hashes_of(&|| {
            spend(&pepper, "guess");
            false
        });
        assert_eq!(nobody, 1);
    }
}
