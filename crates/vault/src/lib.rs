//! Keys, sealed fields, blind indexes, password hashes, tokens, log hashes and signatures.
//!
//! The only crate that names a cryptographic primitive; it knows no database and no clock.
//! White paper §3 (deletion), §8 (encryption, password hashes), §16 (the operation log).
//!
//! * [`field`]: one value of one row, sealed so that it opens nowhere else.
//! * [`Key`]: what seals; one an organisation, one a person, one for the installation.
//! * [`index`]: finding and uniqueness without decrypting.
//! * [`password`], [`machine`], [`token`]: what people and links prove themselves with.
//! * [`audit`], [`sign`]: a log in which a change shows.
//! * [`ring`]: how keys lie in the key ring, and how a forgotten key stays forgotten.
//! * [`purpose`]: every use of a key, in one place.

pub mod audit;
mod derive;
pub mod digest;
mod error;
pub mod field;
pub mod index;
mod key;
pub mod machine;
pub mod normalize;
mod padding;
pub mod password;
pub mod purpose;
pub mod ring;
mod secret;
pub mod sign;
#[cfg(feature = "testing")]
pub mod testing;
pub mod token;
mod xaes;

pub use error::{Randomness, SealError, Unreadable};
pub use field::{Place, key_id_of};
pub use index::BlindIndex;
pub use key::{Key, KeyId};
pub use password::Pepper;
pub use purpose::{Field, Index, KeyKind};
pub use secret::Secret;
pub use token::Token;
pub use zeroize::Zeroizing;
