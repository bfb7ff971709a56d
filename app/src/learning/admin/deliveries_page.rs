//! All deliveries, newest first, with how far each has got.

use domain::{
    id::Id,
    learning::{
        Delivery, DeliveryState,
        view::{Counts, DeliveryRow},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::list_deliveries;
use crate::{
    text::{dates, locale, words},
    ui::{
        ButtonKind, ButtonLink, Column, EmptyState, Icon, Loaded, Moment, Page, Pager, StatusBadge,
        Table, Tone,
    },
};

/// Rows of a page.
const PAGE: usize = 20;

/// `/deliveries`
#[component]
pub fn DeliveriesPage() -> impl IntoView {
    let text = &words().learning.deliveries;
    let query = use_query_map();
    let after = Memo::new(move |_| {
        let text = query.with(|query| query.get("after"))?;
        text.parse::<Id<Delivery>>().ok()
    });
    let deliveries = Resource::new(move || after.get(), list_deliveries);
    let new = move || {
        view! {
            <ButtonLink
                href="/deliveries/new"
                label=text.new
                kind=ButtonKind::Primary
                icon=Icon::Send
            />
        }
    };
    view! {
        <Page title=text.title lead=text.lead action=new>
            <Loaded resource=deliveries let:rows>
                {
                    let next = (rows.len() >= PAGE)
                        .then(|| rows.last().map(|last| format!("/deliveries?after={}", last.id)))
                        .flatten();
                    let first = after.get().map(|_| "/deliveries".to_owned());
                    if rows.is_empty() {
                        view! { <EmptyState sentence=text.empty/> }.into_any()
                    } else {
                        view! {
                            <DeliveryTable rows/>
                            <Pager first next/>
                        }
                            .into_any()
                    }
                }
            </Loaded>
        </Page>
    }
}

/// Deliveries with state, dates and how many have passed.
#[component]
pub fn DeliveryTable(rows: Vec<DeliveryRow>) -> impl IntoView {
    let text = &words().learning.deliveries;
    let columns = vec![
        Column::new(text.name),
        Column::new(text.state),
        Column::new(text.starts),
        Column::new(text.due),
        Column::number(text.passed),
    ];
    let lines = rows
        .into_iter()
        .map(|row| {
            let due = row
                .due_on
                .map_or_else(|| text.no_due.to_owned(), |day| dates::day(locale(), day));
            let lesson = (row.lesson != row.name)
                .then(|| view! { <p class="quiet small">{row.lesson.clone()}</p> });
            view! {
                <tr>
                    <th scope="row">
                        <a href=format!("/deliveries/{}", row.id)>{row.name.clone()}</a>
                        {lesson}
                    </th>
                    <td data-label=text.state>
                        <DeliveryBadge state=row.state is_overdue=row.is_overdue/>
                    </td>
                    <td data-label=text.starts>
                        <Moment at=row.starts_at/>
                    </td>
                    <td data-label=text.due>{due}</td>
                    <td data-label=text.passed class="number">{passed(row.counts)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=text.title quiet=true columns>
            {lines}
        </Table>
    }
}

/// 「12 / 40 (30%)」
fn passed(counts: Counts) -> String {
    let common = &words().common;
    format!(
        "{} ({})",
        (common.done_of)(counts.passed, counts.total()),
        (common.percent)(counts.percent())
    )
}

/// Where a delivery stands; late ones say so.
#[component]
pub(super) fn DeliveryBadge(state: DeliveryState, is_overdue: bool) -> impl IntoView {
    let learning = &words().learning;
    let tone = match state {
        DeliveryState::Scheduled => Tone::Info,
        DeliveryState::Starting | DeliveryState::Open => Tone::Success,
        DeliveryState::Closed | DeliveryState::Cancelled => Tone::Plain,
    };
    let late = (is_overdue && state == DeliveryState::Open)
        .then(|| view! { <StatusBadge tone=Tone::Danger label=learning.overdue/> });
    view! {
        <StatusBadge tone label=(learning.delivery_state)(state)/>
        " "
        {late}
    }
}
