//! The people of a delivery, by state and name.

use std::str::FromStr;

use domain::{
    id::Id,
    learning::{Delivery, EnrollmentState, view::ProgressPerson},
    people::Person,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::api::{RemindDelivery, list_delivery_people};
use crate::{
    text::words,
    ui::{
        ButtonKind, Chip, Column, FilterChips, Loaded, Moment, More, Pager, SearchBox, Section,
        ServerForm, StatusBadge, SubmitButton, Table, Tone, address,
    },
};

/// What the address says is shown.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    state: Option<EnrollmentState>,
    search: String,
    after: Option<Id<Person>>,
}

impl Shown {
    fn read(query: &ParamsMap) -> Self {
        let state = query.get("state");
        let after = query.get("after");
        Self {
            state: state.as_deref().and_then(EnrollmentState::parse),
            search: query.get("q").unwrap_or_default(),
            after: after.and_then(|text| Id::from_str(&text).ok()),
        }
    }
}

/// The list under a delivery's figures.
#[component]
pub(super) fn DeliveryPeople(
    id: Id<Delivery>,
    /// Whether people can be reminded one by one.
    may_remind: bool,
) -> impl IntoView {
    let text = &words().learning.deliveries;
    let path = format!("/deliveries/{id}");
    let query = use_query_map();
    let shown = Memo::new(move |_| query.with(Shown::read));
    let people = Resource::new(
        move || shown.get(),
        move |shown| list_delivery_people(id, shown.state, None, shown.search, shown.after),
    );
    let search_path = path.clone();
    let search = move || {
        let shown = shown.get();
        let keep: Vec<(String, String)> = shown
            .state
            .map(|state| ("state".to_owned(), state.as_str().to_owned()))
            .into_iter()
            .collect();
        view! {
            <SearchBox
                action=search_path.clone()
                label=text.search_people
                value=shown.search
                keep=keep
            />
        }
    };
    let chip_path = path.clone();
    let chips = move || {
        let chips = chips(&chip_path, &query.get(), shown.get().state);
        view! { <FilterChips label=text.person_state chips/> }
    };
    view! {
        <Section title=text.people_list>
            {search}
            {chips}
            <Loaded resource=people let:found>
                {
                    let (rows, next) = found;
                    let query = query.get_untracked();
                    let first = shown
                        .get_untracked()
                        .after
                        .map(|_| address(&path, &query, &[]));
                    let next = next
                        .map(|next| address(&path, &query, &[("after", Some(&next.to_string()))]));
                    view! {
                        {if rows.is_empty() {
                            view! { <p class="quiet">{text.nobody_matches}</p> }.into_any()
                        } else {
                            view! { <PeopleTable rows reminds=may_remind.then_some(id)/> }.into_any()
                        }}
                        <Pager first next/>
                    }
                }
            </Loaded>
        </Section>
    }
}

/// One chip a state, and one for all.
fn chips(path: &str, query: &ParamsMap, set: Option<EnrollmentState>) -> Vec<Chip> {
    let words = words();
    let all = Chip {
        label: words.common.all.to_owned(),
        href: address(path, query, &[("state", None), ("done", None)]),
        is_set: set.is_none(),
        count: None,
    };
    let states = EnrollmentState::ALL.into_iter().map(|state| Chip {
        label: (words.learning.enrollment_state)(state).to_owned(),
        href: address(
            path,
            query,
            &[("state", Some(state.as_str())), ("done", None)],
        ),
        is_set: set == Some(state),
        count: None,
    });
    std::iter::once(all).chain(states).collect()
}

#[component]
fn PeopleTable(
    rows: Vec<ProgressPerson>,
    /// The delivery, when its people can be reminded.
    reminds: Option<Id<Delivery>>,
) -> impl IntoView {
    let words = words();
    let learning = &words.learning;
    let text = &learning.deliveries;
    let mut columns = vec![
        Column::new(text.person),
        Column::new(text.person_state),
        Column::number(text.attempts),
        Column::number(text.best_score),
        Column::new(text.started),
        Column::new(text.passed_at),
    ];
    columns.extend(reminds.map(|_| Column::new(text.remind)));
    let lines = rows
        .into_iter()
        .map(|row| {
            let name = row
                .name
                .unwrap_or_else(|| words.common.deleted_person.to_owned());
            let tone = match row.standing.state {
                EnrollmentState::Passed => Tone::Success,
                _ if row.is_overdue => Tone::Danger,
                EnrollmentState::Failed => Tone::Warning,
                EnrollmentState::InProgress => Tone::Info,
                EnrollmentState::NotStarted => Tone::Plain,
            };
            let late = row
                .is_overdue
                .then(|| view! { " " <StatusBadge tone=Tone::Danger label=learning.overdue/> });
            let is_open = row.standing.state != EnrollmentState::Passed;
            let remind = reminds.map(|delivery| {
                let form = is_open.then(|| view! { <RemindOne delivery person=row.person/> });
                view! { <td data-label=text.remind>{form}</td> }
            });
            let best = row
                .standing
                .best_score
                .map(|n| (words.common.percent)(n.into()));
            view! {
                <tr>
                    <th scope="row">
                        {name} <p class="quiet small">{row.kana}</p>
                    </th>
                    <td data-label=text.person_state>
                        <StatusBadge tone label=(learning.enrollment_state)(row.standing.state)/>
                        {late}
                    </td>
                    <td data-label=text.attempts class="number">{row.standing.attempts}</td>
                    <td data-label=text.best_score class="number">{best}</td>
                    <td data-label=text.started>
                        {row.standing.started_at.map(|at| view! { <Moment at/> })}
                    </td>
                    <td data-label=text.passed_at>
                        {row.standing.passed_at.map(|at| view! { <Moment at/> })}
                    </td>
                    {remind}
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=text.people_list quiet=true columns>
            {lines}
        </Table>
    }
}

/// One person, now: unfolded first, so that no mail leaves by a slip.
#[component]
fn RemindOne(delivery: Id<Delivery>, person: Id<Person>) -> impl IntoView {
    let text = &words().learning.deliveries;
    let remind = ServerAction::<RemindDelivery>::new();
    view! {
        <More summary=text.remind>
            <ServerForm action=remind>
                <input type="hidden" name="id" value=delivery.to_string()/>
                <input type="hidden" name="person" value=person.to_string()/>
                <SubmitButton label=text.remind_verb kind=ButtonKind::Plain/>
            </ServerForm>
        </More>
    }
}
