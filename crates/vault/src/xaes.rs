//! XAES-256-GCM: AES-256-GCM with a nonce of 192 bits that may be drawn at random for ever.
//! Specification: C2SP, <https://c2sp.org/XAES-256-GCM>.

use aes_gcm::{
    AeadInOut, Aes256Gcm, KeyInit,
    aes::{
        Aes256Enc, Block,
        cipher::{BlockCipherEncrypt, InOutBuf},
    },
};
use zeroize::{Zeroize, Zeroizing};

use crate::{Secret, Unreadable};

/// Bytes of a nonce.
pub(crate) const NONCE_BYTES: usize = 24;
/// Bytes of a tag.
pub(crate) const TAG_BYTES: usize = 16;

/// A key, prepared: the steps of the derivation that do not depend on the nonce are done.
pub(crate) struct Xaes {
    cipher: Aes256Enc,
    k1: [u8; 16],
}

impl Drop for Xaes {
    fn drop(&mut self) {
        self.k1.zeroize();
    }
}

impl Xaes {
    pub(crate) fn new(key: &Secret) -> Self {
        let cipher = Aes256Enc::new(key.expose().into());
        let mut zero = Block::default();
        cipher.encrypt_block(&mut zero);
        // Doubling in GF(2^128), as CMAC makes its subkey (NIST SP 800-38B §6.1), without a branch on the secret.
        let l = u128::from_be_bytes(zero.into());
        let k1 = (l << 1) ^ ((l >> 127) * 0b1000_0111);
        Self {
            cipher,
            k1: k1.to_be_bytes(),
        }
    }

    /// The AES-256-GCM instance for the first half of the nonce.
    fn subkey(&self, nonce: &[u8; NONCE_BYTES]) -> Aes256Gcm {
        let mut blocks = [Block::default(); 2];
        for (block, counter) in blocks.iter_mut().zip(1_u8..) {
            block[1] = counter;
            block[2] = b'X';
            block[4..].copy_from_slice(&nonce[..12]);
            for (byte, mask) in block.iter_mut().zip(self.k1) {
                *byte ^= mask;
            }
        }
        self.cipher.encrypt_blocks(&mut blocks);
        let mut key = Zeroizing::new([0; 32]);
        key[..16].copy_from_slice(&blocks[0]);
        key[16..].copy_from_slice(&blocks[1]);
        for block in &mut blocks {
            block.as_mut_slice().zeroize();
        }
        Aes256Gcm::new((&*key).into())
    }

    /// Encrypts `data` where it lies; the tag covers it and `aad`.
    pub(crate) fn seal(
        &self,
        nonce: &[u8; NONCE_BYTES],
        aad: &[u8],
        data: &mut [u8],
    ) -> [u8; TAG_BYTES] {
        self.subkey(nonce)
            .encrypt_inout_detached(&second_half(nonce).into(), aad, InOutBuf::from(data))
            .expect("fields are shorter than the 64 GiB AES-GCM takes")
            .into()
    }

    /// Decrypts `data` where it lies; it is untouched when the tag does not fit.
    pub(crate) fn open(
        &self,
        nonce: &[u8; NONCE_BYTES],
        aad: &[u8],
        data: &mut [u8],
        tag: &[u8; TAG_BYTES],
    ) -> Result<(), Unreadable> {
        self.subkey(nonce)
            .decrypt_inout_detached(
                &second_half(nonce).into(),
                aad,
                InOutBuf::from(data),
                tag.into(),
            )
            .map_err(|_| Unreadable)
    }
}

fn second_half(nonce: &[u8; NONCE_BYTES]) -> [u8; 12] {
    let mut half = [0; 12];
    half.copy_from_slice(&nonce[12..]);
    half
}

#[cfg(test)]
#[path = "xaes_tests.rs"]
mod tests;
