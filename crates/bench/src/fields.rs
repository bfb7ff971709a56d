//! What sealing and opening a field costs.

use std::{hint::black_box, time::Instant};

use backend::error::Error;
use vault::{Field, Key, KeyKind, Place};

use crate::{
    Context,
    error::Result,
    figure::{Figure, Goal},
    statistics::median,
};

const ROUNDS: u32 = 20_000;
const REPEATS: usize = 9;

/// Microseconds for one seal and one open of a field of 64 bytes, under a person's key: the median of nine means.
pub(crate) fn measure(_: &Context) -> Result<Vec<Figure>> {
    let key = Key::generate(KeyKind::Person).map_err(Error::from)?;
    let place = Place {
        organization: uuid::Uuid::from_u128(1),
        field: Field::PersonName,
        record: uuid::Uuid::from_u128(2),
    };
    let plain = [7; 64];
    let (mut seals, mut opens) = (Vec::new(), Vec::new());
    for _ in 0..REPEATS {
        let start = Instant::now();
        for _ in 0..ROUNDS {
            black_box(key.seal(&place, black_box(&plain)).map_err(Error::from)?);
        }
        seals.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS));
        let sealed = key.seal(&place, &plain).map_err(Error::from)?;
        let start = Instant::now();
        for _ in 0..ROUNDS {
            black_box(key.open(&place, black_box(&sealed)).map_err(Error::from)?);
        }
        opens.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS));
    }
    let figure = |name: &str, values: &mut [f64]| Figure {
        name: name.into(),
        value: median(values),
        unit: "µs",
        goal: Goal::AtMost(2.0),
    };
    Ok(vec![
        figure("field_seal", &mut seals),
        figure("field_open", &mut opens),
    ])
}
