//! One sealed value, bound to the one place it belongs to (W8.1).
//!
//! ```text
//! 0xE1 | alg u8 | key id 8 B | nonce 24 B | ciphertext of pad(plaintext) | tag 16 B
//! AAD = "yagura/field/v1" ‖ header[0..10] ‖ lp(org) ‖ lp(table) ‖ lp(field) ‖ lp(record id)
//! ```
//!
//! A value moved to another organisation, table, field or record, or with a bit changed, does not open.
//! A value that is not sealed is refused: it never passes for plaintext.

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    Key, KeyId, SealError, Unreadable,
    derive::lp,
    padding::{pad, padded_length, unpad},
    purpose::{Field, label},
    secret::nonce,
    xaes::{NONCE_BYTES, TAG_BYTES},
};

const MARK: u8 = 0xE1;
const XAES_256_GCM: u8 = 1;
const HEADER_BYTES: usize = 10;

/// Where a value belongs. Sealing and opening must name the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The organisation; nil for rows of the installation.
    pub organization: Uuid,
    /// What it is.
    pub field: Field,
    /// The row's id.
    pub record: Uuid,
}

impl Place {
    /// The place of a row that belongs to no organisation.
    pub const fn of_system(field: Field, record: Uuid) -> Self {
        Self {
            organization: Uuid::nil(),
            field,
            record,
        }
    }

    fn associated_data(&self, header: &[u8; HEADER_BYTES]) -> Vec<u8> {
        let mut aad = Vec::with_capacity(128);
        aad.extend_from_slice(label::FIELD.as_bytes());
        aad.extend_from_slice(header);
        lp(&mut aad, self.organization.as_bytes());
        lp(&mut aad, self.field.table().as_bytes());
        lp(&mut aad, self.field.field().as_bytes());
        lp(&mut aad, self.record.as_bytes());
        aad
    }
}

/// The key a value was sealed under, so that the right one can be fetched. Nothing is tried.
pub fn key_id_of(sealed: &[u8]) -> Result<KeyId, Unreadable> {
    let (header, _) = sealed.split_first_chunk().ok_or(Unreadable)?;
    read_header(header)
}

fn header(id: KeyId) -> [u8; HEADER_BYTES] {
    let mut header = [MARK; HEADER_BYTES];
    header[1] = XAES_256_GCM;
    header[2..].copy_from_slice(&id.0);
    header
}

fn read_header(header: &[u8; HEADER_BYTES]) -> Result<KeyId, Unreadable> {
    let [MARK, XAES_256_GCM, id @ ..] = header else {
        return Err(Unreadable);
    };
    Ok(KeyId(*id))
}

impl Key {
    /// Seals `plain` for `place`. Two seals of the same value differ.
    pub fn seal(&self, place: &Place, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        if !place.field.keys().contains(&self.kind()) {
            return Err(SealError::WrongKey {
                field: place.field,
                key: self.kind(),
            });
        }
        #[cfg(feature = "testing")]
        crate::testing::note(place.field, plain);
        self.seal_with(place, plain, &nonce()?)
    }

    fn seal_with(
        &self,
        place: &Place,
        plain: &[u8],
        nonce: &[u8; NONCE_BYTES],
    ) -> Result<Vec<u8>, SealError> {
        let header = header(self.id());
        let start = HEADER_BYTES + NONCE_BYTES;
        let mut sealed = Vec::with_capacity(start + padded_length(plain.len()) + TAG_BYTES);
        sealed.extend_from_slice(&header);
        sealed.extend_from_slice(nonce);
        pad(&mut sealed, plain)?;
        let aad = place.associated_data(&header);
        let tag = self.with_field(place.field, |xaes| {
            xaes.seal(nonce, &aad, &mut sealed[start..])
        });
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    /// Opens what [`Key::seal`] made for the same place.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
        let (header, rest) = sealed.split_first_chunk().ok_or(Unreadable)?;
        if read_header(header)? != self.id() {
            return Err(Unreadable);
        }
        let (nonce, rest) = rest.split_first_chunk().ok_or(Unreadable)?;
        let (body, tag) = rest.split_last_chunk().ok_or(Unreadable)?;
        let aad = place.associated_data(header);
        let mut plain = Zeroizing::new(body.to_vec());
        self.with_field(place.field, |xaes| xaes.open(nonce, &aad, &mut plain, tag))?;
        let length = unpad(&plain)?.len();
        plain.copy_within(4..4 + length, 0);
        plain.truncate(length);
        Ok(plain)
    }

    /// [`Key::seal`] of text.
    pub fn seal_str(&self, place: &Place, plain: &str) -> Result<Vec<u8>, SealError> {
        self.seal(place, plain.as_bytes())
    }

    /// [`Key::open`] of text. The text leaves the vault's care: it is not wiped.
    pub fn open_str(&self, place: &Place, sealed: &[u8]) -> Result<String, Unreadable> {
        let plain = self.open(place, sealed)?;
        std::str::from_utf8(&plain)
            .map(ToOwned::to_owned)
            .map_err(|_| Unreadable)
    }
}

#[cfg(test)]
#[path = "field_tests.rs"]
mod tests;
