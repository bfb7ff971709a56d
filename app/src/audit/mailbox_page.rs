//! The development mailbox: what would have been sent, while no mail server is configured.

use domain::audit::KeptMail;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{list_kept_mails, read_kept_mail};
use crate::{
    shell::Outside,
    text::words,
    ui::{Column, EmptyState, Fact, Facts, Loaded, Moment, More, Page, Section, Table},
};

const PATH: &str = "/dev/mailbox";

/// The latest mails, newest first. Only where the product runs for development.
#[component]
pub fn MailboxPage() -> impl IntoView {
    let text = &words().audit;
    let mails = Resource::new(|| (), |()| list_kept_mails());
    view! {
        <Outside>
            <Page title=text.mailbox lead=text.mailbox_lead>
                <Loaded resource=mails let:mails>
                    <Mails mails/>
                </Loaded>
            </Page>
        </Outside>
    }
}

#[component]
fn Mails(mails: Vec<KeptMail>) -> impl IntoView {
    let text = &words().audit;
    if mails.is_empty() {
        return view! { <EmptyState sentence=text.mailbox_empty/> }.into_any();
    }
    let columns = vec![
        Column::new(text.subject),
        Column::new(text.recipient),
        Column::new(text.when),
    ];
    let rows = mails
        .into_iter()
        .map(|mail| {
            view! {
                <tr>
                    <th scope="row">
                        <a href=format!("{PATH}/{}", mail.number)>{mail.subject}</a>
                    </th>
                    <td data-label=text.recipient>{mail.to}</td>
                    <td data-label=text.when><Moment at=mail.at/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=text.mailbox quiet=true columns>
            {rows}
        </Table>
    }
    .into_any()
}

/// One mail: its text with links that work, and its HTML as source. It is never rendered: the policy of the page holds for it too.
#[component]
pub fn MailPage() -> impl IntoView {
    let text = &words().audit;
    let params = use_params_map();
    let mail = Resource::new(
        move || params.with(|params| params.get("number")),
        |number| read_kept_mail(number.and_then(|number| number.parse().ok()).unwrap_or(0)),
    );
    view! {
        <Outside>
            <Loaded resource=mail let:mail>
                <Page
                    title=mail.subject
                    crumbs=vec![(text.mailbox.to_owned(), PATH.to_owned())]
                >
                    <Facts>
                        <Fact name=text.sender>{mail.from}</Fact>
                        <Fact name=text.recipient>{mail.to}</Fact>
                        <Fact name=text.when><Moment at=mail.at/></Fact>
                    </Facts>
                    <pre class="mail-text">{lines(&mail.plain)}</pre>
                    <Section title=text.html_source>
                        <More summary=text.html_source><pre class="mail-text">{mail.html}</pre></More>
                    </Section>
                </Page>
            </Loaded>
        </Outside>
    }
}

/// The text, with lines that are an address as links.
fn lines(plain: &str) -> impl IntoView + use<> {
    plain
        .lines()
        .map(|line| {
            let line = line.to_owned();
            if line.starts_with("http://") || line.starts_with("https://") {
                let href = line.clone();
                view! { <a href=href rel="external">{line}</a>"\n" }.into_any()
            } else {
                format!("{line}\n").into_any()
            }
        })
        .collect_view()
}
