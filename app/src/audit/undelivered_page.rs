//! Mails that could not be delivered.

use domain::audit::DeadLetter;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::list_undelivered;
use crate::{
    text::words,
    ui::{Column, EmptyState, Loaded, Moment, Page, Pager, Table, address},
};

const PATH: &str = "/audit/undelivered";
/// Rows of a full page.
const PAGE: usize = 50;

/// For organisation administrators: whom mail does not reach, and why.
#[component]
pub fn UndeliveredPage() -> impl IntoView {
    let text = &words().audit;
    let query = use_query_map();
    let mails = Resource::new(
        move || query.with(|query| query.get("after")),
        |after| list_undelivered(after.and_then(|after| after.parse().ok())),
    );
    view! {
        <Page
            title=text.undelivered
            lead=text.undelivered_lead
            crumbs=vec![(text.title.to_owned(), "/audit".to_owned())]
        >
            <Loaded resource=mails let:mails>
                {query
                    .with_untracked(|query| {
                        let first = query.get("after").map(|_| address(PATH, query, &[]));
                        let next = mails
                            .get(PAGE - 1)
                            .map(|last| address(PATH, query, &[("after", Some(&last.id.to_string()))]));
                        view! { <Pager first next/> }
                    })}
                <Mails mails/>
            </Loaded>
        </Page>
    }
}

#[component]
fn Mails(mails: Vec<DeadLetter>) -> impl IntoView {
    let words = words();
    let text = &words.audit;
    if mails.is_empty() {
        return view! { <EmptyState sentence=text.undelivered_none/> }.into_any();
    }
    let columns = vec![
        Column::new(text.when),
        Column::new(text.recipient),
        Column::new(text.mail),
        Column::new(text.answer),
    ];
    let rows = mails
        .into_iter()
        .map(|mail| {
            let name = mail
                .name
                .unwrap_or_else(|| words.common.deleted_person.to_owned());
            view! {
                <tr>
                    <th scope="row"><Moment at=mail.at/></th>
                    <td data-label=text.recipient>
                        {name}
                        {mail.address.map(|address| view! { <br/>{address} })}
                    </td>
                    <td data-label=text.mail>{(text.mail_kind)(&mail.kind)}</td>
                    <td data-label=text.answer>{mail.failure}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <p class="muted">{text.undelivered_mend}</p>
        <Table caption=text.undelivered quiet=true columns>
            {rows}
        </Table>
    }
    .into_any()
}
