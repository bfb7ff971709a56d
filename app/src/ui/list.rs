//! What stands around a list: search, filters, table, pages, and what is shown when there is nothing.
//! All state is in the address, so that back, reload and sharing work, and nothing needs JavaScript.

use leptos::{children::ViewFnOnce, prelude::*};
use leptos_router::{components::Form, params::ParamsMap};

use super::Icon;
use crate::text::words;

/// The address `path` with `query`, changed: `Some` sets a value, `None` takes it out. A changed filter starts at the first page.
pub fn address(path: &str, query: &ParamsMap, changes: &[(&'static str, Option<&str>)]) -> String {
    let mut query = query.clone();
    query.remove("after");
    for (key, value) in changes {
        match value {
            Some(value) => query.replace(*key, (*value).to_owned()),
            None => {
                query.remove(key);
            }
        }
    }
    format!("{path}{}", query.to_query_string())
}

/// A search as a GET form; `keep` are the filters that stay set.
#[component]
pub fn SearchBox(
    #[prop(into)] action: String,
    #[prop(into)] label: String,
    #[prop(default = "q")] name: &'static str,
    #[prop(optional, into)] value: String,
    #[prop(optional)] keep: Vec<(String, String)>,
) -> impl IntoView {
    let kept = keep
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <Form action=action>
            <div class="search" role="search">
                <div class="search-box">
                    {Icon::Search}
                    <input
                        class="input"
                        type="search"
                        name=name
                        value=value
                        maxlength="100"
                        autocomplete="off"
                        aria-label=label.clone()
                        placeholder=label
                    />
                </div>
                {kept}
                <button type="submit" class="button">{words().common.search}</button>
            </div>
        </Form>
    }
}

/// One filter: a link that sets it, or takes it out again.
#[derive(Clone, Debug, Default)]
pub struct Chip {
    pub label: String,
    pub href: String,
    pub is_set: bool,
    pub count: Option<u32>,
}

/// Filters of one kind, showing what is set.
#[component]
pub fn FilterChips(#[prop(into)] label: String, chips: Vec<Chip>) -> impl IntoView {
    let list = chips
        .into_iter()
        .map(|chip| {
            let class = if chip.is_set { "chip chip-set" } else { "chip" };
            view! {
                <li>
                    <a class=class href=chip.href aria-current=chip.is_set.then_some("true")>
                        {chip.is_set.then(|| Icon::Check.view())}
                        {chip.label}
                        {chip.count.map(|n| view! { <span class="count">{domain::text::grouped(n)}</span> })}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="chips" role="list" aria-label=label>{list}</ul> }
}

/// A column's head. `sort` is the address of the list in that order.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub label: &'static str,
    pub is_number: bool,
    /// Only read out: for a column of checkboxes or actions.
    pub is_hidden: bool,
    pub sort: Option<String>,
    /// `ascending` or `descending` when the list is in this order.
    pub sorted: Option<&'static str>,
}

impl Column {
    /// A plain column.
    pub fn new(label: &'static str) -> Self {
        Self {
            label,
            ..Self::default()
        }
    }

    /// A column of numbers.
    pub fn number(label: &'static str) -> Self {
        Self {
            is_number: true,
            ..Self::new(label)
        }
    }

    /// A column whose head is only read out.
    pub fn hidden(label: &'static str) -> Self {
        Self {
            is_hidden: true,
            ..Self::new(label)
        }
    }
}

/// A table that folds to cards on a phone. Rows are `<tr>`s of the page: the first cell `<th scope="row">`,
/// the others `<td data-label=…>` with the column's word, which stands before the value on a card.
#[component]
pub fn Table(
    /// Read out before the table; shown above it unless `quiet`.
    #[prop(into)]
    caption: String,
    #[prop(optional)] quiet: bool,
    columns: Vec<Column>,
    children: Children,
) -> impl IntoView {
    let heads = columns
        .into_iter()
        .map(|column| {
            let class = column.is_number.then_some("number");
            let label = match (column.sort, column.is_hidden) {
                (_, true) => view! { <span class="visually-hidden">{column.label}</span> }.into_any(),
                (Some(href), false) => {
                    let arrow = column.sorted.map(|order| if order == "ascending" { "▲" } else { "▼" });
                    view! { <a href=href>{column.label} <span aria-hidden="true">{arrow}</span></a> }.into_any()
                }
                (None, false) => column.label.into_any(),
            };
            view! { <th scope="col" class=class aria-sort=column.sorted>{label}</th> }
        })
        .collect_view();
    let caption_class = quiet.then_some("visually-hidden");
    view! {
        <table class="table table-cards">
            <caption class=caption_class>{caption}</caption>
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{children()}</tbody>
        </table>
    }
}

/// The way to the next fifty. Lists go by cursor: there is no last page to know.
#[component]
pub fn Pager(
    /// The first page, unless this is it.
    first: Option<String>,
    /// The next page, if there is one.
    next: Option<String>,
    /// How many there are, where that is known.
    #[prop(optional)]
    total: Option<u32>,
    /// There are more than that.
    #[prop(optional)]
    more: bool,
) -> impl IntoView {
    let common = &words().common;
    (first.is_some() || next.is_some() || total.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=common.pages>
                <span class="list-count">{total.map(if more { common.results_and_more } else { common.results })}</span>
                <span class="buttons">
                    {first
                        .map(|href| {
                            view! {
                                <a class="button" href=href>
                                    {Icon::ArrowLeft}
                                    {common.first_page}
                                </a>
                            }
                        })}
                    {next
                        .map(|href| {
                            view! {
                                <a class="button" href=href rel="next">
                                    {common.next_page}
                                    {Icon::ArrowRight}
                                </a>
                            }
                        })}
                </span>
            </nav>
        }
    })
}

/// Nothing there yet: one drawing, one sentence, one action.
#[component]
pub fn EmptyState(
    #[prop(into)] sentence: String,
    #[prop(optional, into)] action: Option<ViewFnOnce>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <svg class="drawing" viewBox="0 0 96 96" aria-hidden="true">
                <path d="M48 14 78 34H18zM26 34v12M70 34v12M22 46h52M30 46 22 84M66 46l8 38M27 62h42M30 46l39 16M66 46 27 62M8 84h80M40 84V72h16v12"></path>
            </svg>
            <p>{sentence}</p>
            {action.map(ViewFnOnce::run)}
        </div>
    }
}

/// The shape of what comes, shown after 300 ms of waiting.
#[component]
pub fn Skeleton(#[prop(default = 4)] rows: u8) -> impl IntoView {
    let rows = (0..rows)
        .map(|_| view! { <span class="wide"></span> })
        .collect_view();
    view! {
        <div class="skeleton" aria-busy="true">
            <p class="visually-hidden">{words().common.loading}</p>
            <span class="short"></span>
            <span class="middle"></span>
            {rows}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_filter_keeps_the_others_and_starts_at_the_first_page() {
        let mut query = ParamsMap::new();
        query.insert("q", "神 福".to_owned());
        query.insert("after", "x".to_owned());
        query.insert("role", "learner".to_owned());
        let set = address("/people", &query, &[("role", None), ("group", Some("a&b"))]);
        assert!(set.starts_with("/people?"), "{set}");
        assert!(!set.contains("after") && !set.contains("role"), "{set}");
        assert!(set.contains("group=a%26b"), "{set}");
        assert_eq!(address("/people", &ParamsMap::new(), &[]), "/people");
    }
}
