//! The operation log: a plain list, newest first.

use domain::{
    audit::{LogActor, LogEntry, LogResult, LogSubject},
    learning::Reminder,
    text::Text,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::api::list_log;
use crate::{
    text::words,
    ui::{
        Chip, Column, EmptyState, FilterChips, Loaded, Moment, More, Page, Pager, StatusBadge,
        Table, Tone, address,
    },
};

const PATH: &str = "/audit";

/// Events people look for most; the address takes any.
const OFFERED: [&str; 8] = [
    "signed_in",
    "sign_in_failed",
    "access_denied",
    "person_registered",
    "person_changed",
    "person_deleted",
    "password_sheet_read",
    "records_exported",
];

/// Who did what, for organisation administrators (W12.1: in Japan's time).
#[component]
pub fn LogPage() -> impl IntoView {
    let text = &words().audit;
    let query = use_query_map();
    let entries = Resource::new(
        move || query.with(|query| (query.get("event"), query.get("after"))),
        |(event, after)| list_log(event, after.and_then(|after| after.parse().ok())),
    );
    view! {
        <Page title=text.title lead=text.lead>
            <p><a href="/audit/undelivered">{text.undelivered}</a></p>
            {move || query.with(filters)}
            <Loaded resource=entries let:page>
                <Entries entries=page.entries/>
                {query
                    .with_untracked(|query| {
                        let first = query.get("after").map(|_| address(PATH, query, &[]));
                        let next = page
                            .next
                            .map(|next| address(PATH, query, &[("after", Some(&next.to_string()))]));
                        view! { <Pager first next/> }
                    })}
            </Loaded>
        </Page>
    }
}

/// The filter by operation, folded away until it is needed or set.
fn filters(query: &ParamsMap) -> impl IntoView + use<> {
    let text = &words().audit;
    let set = query.get("event");
    let mut chips = vec![Chip {
        label: text.every_event.to_owned(),
        href: address(PATH, query, &[("event", None)]),
        is_set: set.is_none(),
        count: None,
    }];
    let other = set.as_deref().filter(|set| !OFFERED.contains(set));
    chips.extend(OFFERED.into_iter().chain(other).filter_map(|event| {
        Some(Chip {
            label: (text.event)(event)?.to_owned(),
            href: address(PATH, query, &[("event", Some(event))]),
            is_set: set.as_deref() == Some(event),
            count: None,
        })
    }));
    view! { <FilterChips label=text.filter chips/> }
}

#[component]
fn Entries(entries: Vec<LogEntry>) -> impl IntoView {
    let words = words();
    let text = &words.audit;
    if entries.is_empty() {
        return view! { <EmptyState sentence=text.empty/> }.into_any();
    }
    let columns = vec![
        Column::new(text.when),
        Column::new(text.who),
        Column::new(text.what),
        Column::new(text.on_whom),
        Column::new(text.result),
        Column::new(text.from_where),
    ];
    let rows = entries
        .into_iter()
        .map(|entry| view! { <Entry entry/> })
        .collect_view();
    view! {
        <Table caption=text.caption quiet=true columns>
            {rows}
        </Table>
    }
    .into_any()
}

#[component]
fn Entry(entry: LogEntry) -> impl IntoView {
    let words = words();
    let text = &words.audit;
    let event = (text.event)(&entry.event).map_or_else(|| entry.event.clone(), str::to_owned);
    let tone = match entry.result {
        LogResult::Done => Tone::Plain,
        LogResult::Denied => Tone::Danger,
    };
    let more = more(words, &entry);
    view! {
        <tr>
            <th scope="row"><Moment at=entry.at seconds=true/></th>
            <td data-label=text.who>{actor(words, entry.actor)}</td>
            <td data-label=text.what>
                {event}
                {(!more.is_empty())
                    .then(|| view! { <More summary=text.details><p>{more}</p></More> })}
            </td>
            <td data-label=text.on_whom>{entry.subject.map(|subject| named(words, subject))}</td>
            <td data-label=text.result><StatusBadge tone label=(text.result_of)(entry.result)/></td>
            <td data-label=text.from_where>{entry.address.filter(|address| !address.is_empty())}</td>
        </tr>
    }
}

fn named(words: &Text, subject: LogSubject) -> String {
    match subject {
        LogSubject::Named(name) => name,
        LogSubject::DeletedPerson => words.common.deleted_person.to_owned(),
    }
}

fn actor(words: &Text, actor: LogActor) -> String {
    match actor {
        LogActor::System => words.audit.system.to_owned(),
        LogActor::Person(name) => name,
        LogActor::Deleted => words.common.deleted_person.to_owned(),
    }
}

/// Number, details and browser, on one line.
fn more(words: &Text, entry: &LogEntry) -> String {
    let text = &words.audit;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(
        entry
            .number
            .map(|number| format!("{} {number}", text.number)),
    );
    parts.extend(
        entry
            .details
            .iter()
            .map(|(name, value)| detail(words, name, value)),
    );
    parts.extend(entry.user_agent.clone().filter(|agent| !agent.is_empty()));
    parts.join(" / ")
}

/// A detail's name and value, codes in words.
fn detail(words: &Text, name: &str, value: &str) -> String {
    let text = &words.audit;
    let name = (text.detail)(name).unwrap_or(name);
    // Changed fields come as a list.
    let value = value
        .split(',')
        .map(|value| match value.parse::<Reminder>() {
            Ok(reminder) => text.timing.reminder(reminder),
            Err(_) => (text.value)(value).unwrap_or(value).to_owned(),
        })
        .collect::<Vec<_>>()
        .join(words.common.list_comma);
    format!("{name}: {value}")
}

#[cfg(test)]
mod tests {
    use domain::text::{Locale, text};

    use super::*;

    #[test]
    fn codes_are_told_in_words() {
        let words = text(Locale::Ja);
        assert_eq!(detail(words, "timing", "due-3@9"), "時期: 期限の3日前 9時");
        assert_eq!(detail(words, "timing", "by-hand"), "時期: 手動");
        assert_eq!(
            detail(words, "fields", "name,email"),
            format!(
                "{}: 氏名{}メールアドレス",
                (words.audit.detail)("fields").unwrap_or("fields"),
                words.common.list_comma
            )
        );
        let words = text(Locale::En);
        assert_eq!(
            detail(words, "timing", "due+2@10"),
            "timing: 2 days after the due date 10:00"
        );
    }
}
