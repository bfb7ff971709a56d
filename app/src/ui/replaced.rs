//! What a file in `Shift_JIS` would lose, before it is saved.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{ButtonLink, Icon, Notice, Tone};
use crate::text::words;

/// The names of a page's query that a download leads back with: how many characters, and which.
pub const REPLACED: (&str, &str) = ("replaced", "characters");
/// Characters shown at most.
const MOST: usize = 100;

/// Asks whether to save `file` in `Shift_JIS` all the same, when its download led back here with
/// `?replaced=…`. Anyone can write an address: of the characters only different ones beyond ASCII are shown, in their order.
#[component]
pub fn ReplacedCharacters(#[prop(into)] file: Signal<String>) -> impl IntoView {
    let query = use_query_map();
    move || {
        let common = &words().common;
        let count: u32 = query.with(|query| query.get(REPLACED.0))?.parse().ok()?;
        let given = query
            .with(|query| query.get(REPLACED.1))
            .unwrap_or_default();
        let characters: BTreeSet<char> = given
            .chars()
            .filter(|character| !character.is_ascii() && !character.is_control())
            .take(MOST)
            .collect();
        let characters: Vec<String> = characters.into_iter().map(String::from).collect();
        let sentence = (common.replaced)(count, &characters.join(" "));
        let file = file.get();
        let more = if file.contains('?') { '&' } else { '?' };
        Some(view! {
            <Notice tone=Tone::Warning live=true>
                <p>{sentence}</p>
                <div class="buttons">
                    <ButtonLink
                        href=format!("{file}{more}encoding=cp932&replace=true")
                        label=common.replace
                        icon=Icon::Download
                        external=true
                    />
                    <ButtonLink href=format!("{file}{more}encoding=utf8") label=common.as_utf8 icon=Icon::Download external=true/>
                </div>
            </Notice>
        })
    }
}
