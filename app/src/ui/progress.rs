//! How far something is, and the figures that answer "how are we doing".

use leptos::prelude::*;

use super::{Icon, Tone};
use crate::text::words;

/// Done of total, in words and as a bar.
#[component]
pub fn ProgressBar(
    #[prop(into)] label: String,
    #[prop(into)] done: Signal<u32>,
    #[prop(into)] total: Signal<u32>,
    /// Seconds left, where they can be told.
    #[prop(optional, into)]
    seconds_left: Signal<Option<u32>>,
) -> impl IntoView {
    let common = &words().common;
    let counts = move || (common.done_of)(done.get(), total.get());
    let left = move || {
        seconds_left
            .get()
            .map(|seconds| (common.about_seconds_left)(seconds))
    };
    view! {
        <div class="progress">
            <div class="progress-words">
                <span>{label.clone()}</span>
                <span>{counts} {move || left().map(|left| format!(" · {left}"))}</span>
            </div>
            <progress
                aria-label=label
                value=move || done.get()
                max=move || total.get().max(1)
            ></progress>
        </div>
    }
}

/// The steps of a long deed; `current` counts from 0, and past the last all are done.
#[component]
pub fn Steps(steps: Vec<&'static str>, current: u8) -> impl IntoView {
    let common = &words().common;
    let rows = (0_u8..)
        .zip(steps)
        .map(|(number, name)| {
            let (class, state) = match number.cmp(&current) {
                std::cmp::Ordering::Less => ("done", Some(common.finished_step)),
                std::cmp::Ordering::Equal => ("current", Some(common.current_step)),
                std::cmp::Ordering::Greater => ("", None),
            };
            view! {
                <li class=class aria-current=(number == current).then_some("step")>
                    <span class="step-number">
                        {(number + 1).to_string()}
                        {(number < current).then(|| Icon::Check.view())}
                        {state.map(|state| view! { <span class="visually-hidden">{state}</span> })}
                    </span>
                    <span class="step-name">{name}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="steps">{rows}</ol> }
}

/// One number with its name.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    pub name: String,
    pub value: String,
    /// 人, %, 件…
    pub unit: &'static str,
    pub note: Option<String>,
    /// Where the things counted are listed.
    pub href: Option<String>,
    pub tone: Tone,
}

/// The three figures on top of a page.
#[component]
pub fn Figures(figures: Vec<Figure>) -> impl IntoView {
    let list = figures
        .into_iter()
        .map(|figure| {
            let value = view! {
                {figure.value}
                {(!figure.unit.is_empty()).then(|| view! { <span class="unit">{figure.unit}</span> })}
            };
            let value = match figure.href {
                Some(href) => view! { <a href=href>{value}</a> }.into_any(),
                None => value.into_any(),
            };
            view! {
                <div class=format!("figure {}", figure.tone.class())>
                    <dt>{figure.name}</dt>
                    <dd>{value}</dd>
                    {figure.note.map(|note| view! { <dd class="note">{note}</dd> })}
                </div>
            }
        })
        .collect_view();
    view! { <dl class="figures">{list}</dl> }
}
