use proptest::prelude::*;

use super::*;
use crate::{KeyKind, Secret};

fn key(kind: KeyKind) -> Key {
    Key::new(kind, &Secret::from_bytes([5; 32]))
}

fn usual_key(field: Field) -> Key {
    key(field.keys()[0])
}

fn place(field: Field) -> Place {
    Place {
        organization: Uuid::from_u128(0xA),
        field,
        record: Uuid::from_u128(0xB),
    }
}

fn any_field() -> impl Strategy<Value = Field> {
    (0..Field::ALL.len()).prop_map(|at| Field::ALL[at])
}

proptest! {
    #[test]
    fn any_bytes_come_back(field in any_field(), plain in proptest::collection::vec(any::<u8>(), 0..600)) {
        let (key, place) = (usual_key(field), place(field));
        let sealed = key.seal(&place, &plain).unwrap();
        prop_assert_eq!(key_id_of(&sealed), Ok(key.id()));
        prop_assert_eq!(&*key.open(&place, &sealed).unwrap(), &plain);
    }

    #[test]
    fn any_text_comes_back(plain in ".{0,80}") {
        let (key, place) = (key(KeyKind::Person), place(Field::PersonName));
        let sealed = key.seal_str(&place, &plain).unwrap();
        prop_assert_eq!(key.open_str(&place, &sealed).unwrap(), plain);
    }

    #[test]
    fn a_value_in_any_other_place_does_not_open(
        home in (any::<u128>(), any_field(), any::<u128>()),
        away in (any::<u128>(), any_field(), any::<u128>()),
        keep in (any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let place = |(organization, field, record)| Place {
            organization: Uuid::from_u128(organization),
            field,
            record: Uuid::from_u128(record),
        };
        // Most tries differ in one or two parts only.
        let away = place((
            if keep.0 { home.0 } else { away.0 },
            if keep.1 { home.1 } else { away.1 },
            if keep.2 { home.2 } else { away.2 },
        ));
        let home = place(home);
        prop_assume!(home != away);
        let key = usual_key(home.field);
        let sealed = key.seal(&home, b"value").unwrap();
        prop_assert_eq!(key.open(&away, &sealed).err(), Some(Unreadable));
    }

    #[test]
    fn a_value_with_any_bit_changed_does_not_open(plain in proptest::collection::vec(any::<u8>(), 0..100), bit in any::<prop::sample::Index>()) {
        let (key, place) = (key(KeyKind::Person), place(Field::PersonName));
        let mut sealed = key.seal(&place, &plain).unwrap();
        let bit = bit.index(sealed.len() * 8);
        sealed[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(key.open(&place, &sealed).err(), Some(Unreadable));
    }

    #[test]
    fn a_value_cut_or_made_longer_does_not_open(cut in any::<prop::sample::Index>(), more in 1_usize..40) {
        let (key, place) = (key(KeyKind::Person), place(Field::PersonName));
        let mut sealed = key.seal(&place, b"value").unwrap();
        let cut = &sealed[..cut.index(sealed.len())];
        prop_assert_eq!(key.open(&place, cut).err(), Some(Unreadable));
        sealed.resize(sealed.len() + more, 0);
        prop_assert_eq!(key.open(&place, &sealed).err(), Some(Unreadable));
    }

    #[test]
    fn what_is_not_sealed_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let (key, place) = (key(KeyKind::Person), place(Field::PersonName));
        prop_assert_eq!(key.open(&place, &bytes).err(), Some(Unreadable));
        // Even when it wears the right header.
        let mut dressed = header(key.id()).to_vec();
        dressed.extend_from_slice(&bytes);
        prop_assert_eq!(key.open(&place, &dressed).err(), Some(Unreadable));
    }

    #[test]
    fn texts_of_one_bucket_look_equally_long(one in 0_usize..=28, other in 0_usize..=28) {
        let (key, place) = (key(KeyKind::Person), place(Field::PersonName));
        let length = |n| key.seal(&place, &vec![1; n]).unwrap().len();
        prop_assert_eq!(length(one), length(other));
    }
}

#[test]
fn every_single_bit_of_one_value_matters() {
    let (key, place) = (key(KeyKind::Person), place(Field::PersonName));
    let sealed = key.seal_str(&place, "髙橋 𠮷朗").unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(key.open(&place, &changed).err(), Some(Unreadable), "{bit}");
    }
}

#[test]
fn another_key_does_not_open_it() {
    let place = place(Field::PersonName);
    let sealed = key(KeyKind::Person).seal(&place, b"value").unwrap();
    let other = Key::generate(KeyKind::Person).unwrap();
    assert_eq!(other.open(&place, &sealed).err(), Some(Unreadable));
    // Nor when the value claims to be the other key's.
    let mut relabelled = sealed;
    relabelled[2..10].copy_from_slice(&other.id().bytes());
    assert_eq!(other.open(&place, &relabelled).err(), Some(Unreadable));
}

#[test]
fn what_must_be_forgotten_with_a_person_is_sealed_under_no_other_key() {
    let refused = key(KeyKind::Organization).seal(&place(Field::PersonName), b"value");
    assert_eq!(
        refused,
        Err(SealError::WrongKey {
            field: Field::PersonName,
            key: KeyKind::Organization
        })
    );
}

#[test]
fn the_same_value_never_looks_the_same_twice() {
    let (key, place) = (key(KeyKind::Organization), place(Field::GroupName));
    let (one, two) = (
        key.seal(&place, b"value").unwrap(),
        key.seal(&place, b"value").unwrap(),
    );
    assert_eq!(one[..10], two[..10]);
    assert_ne!(one[10..34], two[10..34]);
    assert_ne!(one[34..66], two[34..66]);
}

/// The format must not drift: these values were sealed once and must open, and be made, for ever.
#[test]
fn the_frozen_values_are_made_and_opened_as_ever() {
    let frozen: serde_json::Value =
        serde_json::from_str(include_str!("../tests/frozen/fields.json")).unwrap();
    let cases = frozen.as_array().unwrap();
    assert_eq!(cases.len(), Field::ALL.len());
    for (case, field) in cases.iter().zip(Field::ALL) {
        let text = |name: &str| case[name].as_str().unwrap().to_owned();
        assert_eq!(text("table"), field.table());
        assert_eq!(text("field"), field.field());
        let kinds: Vec<_> = field.keys().iter().map(|kind| kind.name()).collect();
        assert_eq!(text("keys"), kinds.join(" "));
        let bytes = |name: &str| hex::decode(text(name)).unwrap();
        let secret = Secret::from_bytes(bytes("secret").try_into().unwrap());
        let key = Key::new(field.keys()[0], &secret);
        let place = Place {
            organization: Uuid::parse_str(&text("organization")).unwrap(),
            field: *field,
            record: Uuid::parse_str(&text("record")).unwrap(),
        };
        let (sealed, plain) = (bytes("sealed"), text("plain"));
        assert_eq!(key.open_str(&place, &sealed).unwrap(), plain, "{field:?}");
        let nonce = sealed[10..34].try_into().unwrap();
        assert_eq!(
            key.seal_with(&place, plain.as_bytes(), &nonce),
            Ok(sealed),
            "{field:?}"
        );
    }
}
