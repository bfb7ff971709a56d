//! Initial passwords to hand over (W7.4, W7.5): as slips to print, and as a file.

use domain::{
    error::{Field, Refusal},
    people::{PasswordSheet, PasswordSheetView, SheetLine},
    text::dates,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::{FinishPasswordSheet, read_password_sheet},
    id_in,
};
use crate::{
    error::AppError,
    text::{locale, words},
    ui::{
        ButtonKind, ButtonLink, EmptyState, Fact, Facts, Icon, Loaded, Notice, Page,
        ReplacedCharacters, ServerForm, SubmitButton, Tone, set_status,
    },
};

/// The sheet, for the session that made it.
#[component]
pub fn SheetPage() -> impl IntoView {
    let text = &words().people;
    let params = use_params_map();
    let query = use_query_map();
    let sheet = Resource::new_blocking(
        move || {
            let from = query
                .with(|query| query.get("from"))
                .and_then(|text| text.parse().ok());
            (params.with(id_in::<PasswordSheet>), from.unwrap_or(0))
        },
        |(id, from)| async move {
            match read_password_sheet(id?, from).await {
                Err(AppError::Refused(Refusal::Gone)) => Ok(None),
                other => other.map(|sheet| Some((sheet, from))),
            }
        },
    );
    view! {
        <Page
            title=text.sheet_title
            lead=text.sheet_lead
            crumbs=vec![(text.title.to_owned(), "/people".to_owned())]
            class="slips-page"
        >
            <Loaded resource=sheet let:sheet>
                {match sheet {
                    Some((sheet, from)) => view! { <Slips sheet from/> }.into_any(),
                    None => view! { <Over/> }.into_any(),
                }}
            </Loaded>
        </Page>
    }
}

/// In place of a sheet that cannot be read any more, or not by this session.
#[component]
fn Over() -> impl IntoView {
    set_status(&AppError::Refused(Refusal::Gone));
    view! { <EmptyState sentence=words().people.sheet_gone/> }
}

#[component]
fn Slips(sheet: PasswordSheetView, from: u32) -> impl IntoView {
    let text = words();
    let people = &text.people;
    let finish = ServerAction::<FinishPasswordSheet>::new();
    let path = format!("/people/passwords/{}", sheet.id);
    let until = (people.sheet_until)(&dates::date_time(locale(), sheet.expires_at));
    let shown = u32::try_from(sheet.lines.len()).unwrap_or(0);
    let many = (sheet.total > 1)
        .then(|| view! { <p class="quiet">{(people.sheet_lines)(from + 1, from + shown, sheet.total)}</p> });
    let next = sheet.next.map(|next| {
        view! { <ButtonLink href=format!("{path}?from={next}") label=people.sheet_next icon=Icon::ArrowRight/> }
    });
    let code = sheet.organization_code;
    let address = sheet.sign_in_at;
    let slips = sheet
        .lines
        .into_iter()
        .map(|line| view! { <Slip line code=code.clone() address=address.clone()/> })
        .collect_view();
    view! {
        <Notice tone=Tone::Warning><p>{until}</p></Notice>
        <div class="buttons no-print">
            <ButtonLink href=format!("{path}/csv") label=people.sheet_csv icon=Icon::Download external=true/>
            <ButtonLink href=format!("{path}/csv?encoding=cp932") label=people.sheet_csv_cp932 icon=Icon::Download external=true/>
            {next}
        </div>
        <ReplacedCharacters file=format!("{path}/csv")/>
        {many}
        <div class="slips">{slips}</div>
        <div class="no-print">
            <ServerForm action=finish>
                <input type="hidden" name="id" value=sheet.id.to_string()/>
                <p>{people.sheet_finish_about}</p>
                <div class="buttons">
                    <SubmitButton label=people.sheet_finish kind=ButtonKind::Primary icon=Icon::Check/>
                </div>
            </ServerForm>
        </div>
    }
}

/// What one person is given: with an address they sign in by it, else by code and login id.
#[component]
fn Slip(line: SheetLine, code: String, address: String) -> impl IntoView {
    let text = words();
    let field = text.errors.field;
    let names = match (line.email, line.login_id) {
        (Some(email), _) => view! { <Fact name=field(Field::Email)>{email}</Fact> }.into_any(),
        (None, login_id) => view! {
            <Fact name=field(Field::OrganizationCode)>{code}</Fact>
            <Fact name=field(Field::LoginId)>{login_id.unwrap_or_default()}</Fact>
        }
        .into_any(),
    };
    let number = line
        .employee_number
        .map(|number| view! { <Fact name=field(Field::EmployeeNumber)>{number}</Fact> });
    view! {
        <section class="slip">
            <h2 class="name">{(text.common.honorific)(&line.name)}</h2>
            <Facts>
                <Fact name=text.people.sheet_sign_in_at>{address}</Fact>
                {number}
                {names}
                <Fact name=text.people.sheet_password><code class="password">{line.password}</code></Fact>
            </Facts>
            <p>{text.people.sheet_change}</p>
        </section>
    }
}
