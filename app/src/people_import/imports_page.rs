//! Where an import begins, and the imports there were.

use domain::{
    people_import::{ImportRow, ImportState},
    tabular::FileProblem,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{api::list_imports, upload_form::UploadForm};
use crate::{
    text::words,
    ui::{Column, Done, Loaded, Moment, Notice, Page, Section, StatusBadge, Table, Tone},
};

/// A file to choose, and the newest imports.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let text = words();
    let import = &text.people_import;
    let imports = Resource::new(|| (), |()| list_imports());
    view! {
        <Page
            title=import.title
            lead=import.lead
            crumbs=vec![(text.people.title.to_owned(), "/people".to_owned())]
        >
            <Done outcomes=vec![("cancelled", import.cancelled)]/>
            <Refused/>
            <UploadForm/>
            <Section title=import.earlier>
                <Loaded resource=imports let:rows>
                    <Earlier rows/>
                </Loaded>
            </Section>
        </Page>
    }
}

/// Why a file was not taken: the upload leads back here with `?problem=…`. Only what is named in the type is ever shown.
#[component]
fn Refused() -> impl IntoView {
    let query = use_query_map();
    move || {
        let code = query.with(|query| query.get("problem"))?;
        let import = &words().people_import;
        let sentence = if code == "no_file" {
            import.no_file.to_owned()
        } else {
            (import.file_problem)(FileProblem::from_code(&code)?)
        };
        Some(view! { <Notice tone=Tone::Danger live=true><p>{sentence}</p></Notice> })
    }
}

#[component]
fn Earlier(rows: Vec<ImportRow>) -> impl IntoView {
    let import = &words().people_import;
    if rows.is_empty() {
        return view! { <p class="quiet">{import.none_yet}</p> }.into_any();
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            let tone = match row.state {
                ImportState::Finished => Tone::Success,
                ImportState::Running | ImportState::Mailing => Tone::Info,
                _ => Tone::Warning,
            };
            view! {
                <tr>
                    <th scope="row"><a href=format!("/imports/{}", row.id)>{row.file_name}</a></th>
                    <td data-label=import.outcome_column><StatusBadge tone label=(import.state)(row.state)/></td>
                    <td data-label=import.line class="number">{(import.lines)(row.lines)}</td>
                    <td data-label=import.started><Moment at=row.created_at/></td>
                </tr>
            }
        })
        .collect_view();
    let columns = vec![
        Column::new(import.file),
        Column::new(import.outcome_column),
        Column::number(import.line),
        Column::new(import.started),
    ];
    view! { <Table caption=import.earlier quiet=true columns>{rows}</Table> }.into_any()
}
