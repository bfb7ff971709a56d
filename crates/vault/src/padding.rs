//! Padding that hides the length of short texts.
//!
//! `u32 length ‖ data ‖ zeros`, to a multiple of 32 bytes up to 256 and to a Padmé length above
//! (Nikitin et al., *Reducing Metadata Leakage from Encrypted Files*, PETS 2019): at most 12 % longer.

use crate::{SealError, Unreadable};

const LENGTH_BYTES: usize = 4;
const STEP: usize = 32;
const STEPPED_UP_TO: usize = 256;

/// The number of bytes that `data` bytes are padded to, their length included.
pub(crate) fn padded_length(data: usize) -> usize {
    let whole = data.saturating_add(LENGTH_BYTES);
    if whole <= STEPPED_UP_TO {
        return whole.div_ceil(STEP) * STEP;
    }
    let exponent = whole.ilog2();
    let kept_bits = exponent.ilog2() + 1;
    let mask = (1_usize << (exponent - kept_bits)) - 1;
    whole.saturating_add(mask) & !mask
}

/// Appends `data`, padded, to `into`.
pub(crate) fn pad(into: &mut Vec<u8>, data: &[u8]) -> Result<(), SealError> {
    let length = u32::try_from(data.len()).map_err(|_| SealError::TooLong)?;
    let end = into.len() + padded_length(data.len());
    into.extend_from_slice(&length.to_be_bytes());
    into.extend_from_slice(data);
    into.resize(end, 0);
    Ok(())
}

/// The data within `padded`. Anything but the one correct padding is refused.
pub(crate) fn unpad(padded: &[u8]) -> Result<&[u8], Unreadable> {
    let (length, rest) = padded
        .split_first_chunk::<LENGTH_BYTES>()
        .ok_or(Unreadable)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Unreadable)?;
    let (data, zeros) = rest.split_at_checked(length).ok_or(Unreadable)?;
    if padded.len() != padded_length(length) || zeros.iter().any(|byte| *byte != 0) {
        return Err(Unreadable);
    }
    Ok(data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_fall_into_few_buckets() {
        for (data, padded) in [
            (0, 32),
            (28, 32),
            (29, 64),
            (252, 256),
            (253, 272),
            (1_000, 1_024),
            (1_021, 1_088),
            (10_000, 10_240),
        ] {
            assert_eq!(padded_length(data), padded, "{data}");
        }
    }

    #[test]
    fn only_the_one_correct_padding_is_read() {
        let mut good = Vec::new();
        pad(&mut good, b"abc").unwrap();
        assert_eq!(unpad(&good), Ok(&b"abc"[..]));

        let mut stained = good.clone();
        *stained.last_mut().unwrap() = 1;
        let mut longer = good.clone();
        longer.resize(64, 0);
        let mut beyond = good.clone();
        beyond[3] = 29;
        for bad in [&stained, &longer, &beyond, &good[..31].to_vec(), &vec![]] {
            assert_eq!(unpad(bad), Err(Unreadable));
        }
    }

    proptest! {
        #[test]
        fn padding_goes_and_comes_back(data in proptest::collection::vec(any::<u8>(), 0..3_000)) {
            let mut padded = Vec::new();
            pad(&mut padded, &data).unwrap();
            prop_assert_eq!(padded.len(), padded_length(data.len()));
            prop_assert!(padded.len() <= (data.len() + 4).max(256) * 112 / 100 + 32);
            prop_assert_eq!(unpad(&padded), Ok(&data[..]));
        }

        #[test]
        fn any_bytes_at_all_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(data) = unpad(&bytes) {
                let mut again = Vec::new();
                pad(&mut again, data).unwrap();
                prop_assert_eq!(again, bytes);
            }
        }
    }
}
