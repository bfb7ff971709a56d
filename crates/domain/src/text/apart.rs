//! Words that only some of the client's parts need.

use std::{marker::PhantomData, ops::Deref};

use super::Locale;

/// Words in both languages, found through the type alone.
pub trait Bilingual: 'static {
    const JA: &'static Self;
    const EN: &'static Self;
}

/// Stands in [`Text`](super::Text) for a feature's words and reads like them.
///
/// A field that held the words would put them into the client's first file: whoever names `Text` names all its fields.
/// Through this, only what reads them brings them along.
pub struct Apart<T>(Locale, PhantomData<fn() -> T>);

impl<T> Apart<T> {
    pub(super) const fn new(locale: Locale) -> Self {
        Self(locale, PhantomData)
    }
}

impl<T: Bilingual> Deref for Apart<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self.0 {
            Locale::Ja => T::JA,
            Locale::En => T::EN,
        }
    }
}

impl<T> std::fmt::Debug for Apart<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Apart").field(&self.0).finish()
    }
}
