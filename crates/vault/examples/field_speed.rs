//! What sealing and opening one field of 64 bytes costs: `cargo run --release -p vault --example field_speed`.

use std::time::Instant;

use vault::{Field, Key, KeyKind, Place};

/// Microseconds for one seal and for one open of a field of 64 bytes, the means over `rounds`.
///
/// # Errors
/// When the operating system has no randomness, or what was sealed does not open.
fn field_microseconds(
    key: &Key,
    field: Field,
    rounds: u32,
) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    let place = Place::of_system(field, uuid::Uuid::from_u128(1));
    let plain = [7; 64];
    let start = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(key.seal(&place, std::hint::black_box(&plain))?);
    }
    let seal = start.elapsed().as_secs_f64();
    let sealed = key.seal(&place, &plain)?;
    let start = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(key.open(&place, std::hint::black_box(&sealed))?);
    }
    let open = start.elapsed().as_secs_f64();
    Ok((
        seal * 1e6 / f64::from(rounds),
        open * 1e6 / f64::from(rounds),
    ))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (kind, field) in [
        (KeyKind::Organization, Field::GroupName),
        (KeyKind::Person, Field::PersonName),
    ] {
        let key = Key::generate(kind)?;
        let (seal, open) = field_microseconds(&key, field, 200_000)?;
        println!("{}: seal {seal:.2} µs, open {open:.2} µs", kind.name());
    }
    Ok(())
}
