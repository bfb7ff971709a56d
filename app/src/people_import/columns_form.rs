//! What the columns of the file are: guessed, and changed where the guess is wrong.

use domain::{
    id::Id,
    people_import::{ColumnView, Import, Mapping, MappingView, Target},
};
use leptos::prelude::*;

use super::api::{CancelImport, PlanImport};
use crate::{
    text::words,
    ui::{
        ButtonKind, Checkbox, Column, FormActions, Icon, More, Notice, ServerForm, SubmitButton,
        Table, Tone,
    },
};

#[component]
pub(super) fn ColumnsForm(id: Id<Import>, lines: u32, step: MappingView) -> impl IntoView {
    let import = &words().people_import;
    let plan = ServerAction::<PlanImport>::new();
    let read_as = (import.read_as)(
        step.encoding.name(),
        (import.delimiter)(step.delimiter),
        lines,
    );
    let count = step.columns.len();
    let chosen = RwSignal::new(step.mapping.clone());
    let rows = step
        .columns
        .into_iter()
        .zip(step.mapping.columns)
        .zip(0_usize..)
        .map(|((column, target), at)| column_row(column, target, at, chosen))
        .collect_view();
    let columns = vec![
        Column::new(import.column),
        Column::new(import.samples),
        Column::new(import.means),
    ];
    view! {
        <p>{read_as}</p>
        {step
            .is_remembered
            .then(|| view! { <Notice tone=Tone::Info><p>{import.remembered}</p></Notice> })}
        <ServerForm action=plan wide=true>
            <input type="hidden" name="id" value=id.to_string()/>
            <Table caption=import.mapping_lead columns>{rows}</Table>
            <Problems chosen count/>
            <Checkbox
                name="create_groups"
                label=import.create_groups
                hint=import.create_groups_hint
                checked=step.create_groups
            />
            <FormActions>
                <SubmitButton label=import.check kind=ButtonKind::Primary icon=Icon::ArrowRight/>
            </FormActions>
        </ServerForm>
        <Cancel id/>
    }
}

fn column_row(
    column: ColumnView,
    target: Option<Target>,
    at: usize,
    chosen: RwSignal<Mapping>,
) -> impl IntoView {
    let import = &words().people_import;
    let number = u32::try_from(at).unwrap_or(0) + 1;
    let heading = if column.heading.is_empty() {
        (import.no_heading)(number)
    } else {
        column.heading
    };
    let options = std::iter::once(
        view! { <option value="" selected=target.is_none()>{import.not_used}</option> }.into_any(),
    )
    .chain(Target::ALL.into_iter().map(|each| {
        view! {
            <option value=each.as_str() selected=target == Some(each)>
                {(import.target)(each)}
            </option>
        }
        .into_any()
    }))
    .collect_view();
    let same_as = column.same_as.map(|other| {
        view! { <span class="quiet">" "{(import.same_as)(u32::from(other) + 1)}</span> }
    });
    let choose = move |event| {
        let target = Target::parse(&event_target_value(&event));
        chosen.update(|mapping| {
            if let Some(column) = mapping.columns.get_mut(at) {
                *column = target;
            }
        });
    };
    view! {
        <tr>
            <th scope="row">{heading.clone()} {same_as}</th>
            <td data-label=import.samples>{column.samples.join(" / ")}</td>
            <td data-label=import.means>
                <select
                    class="input"
                    name=format!("columns[{at}]")
                    aria-label=format!("{heading}: {}", import.means)
                    on:change=choose
                >
                    {options}
                </select>
            </td>
        </tr>
    }
}

/// What keeps the mapping from being used, while it is chosen.
#[component]
fn Problems(chosen: RwSignal<Mapping>, count: usize) -> impl IntoView {
    move || {
        let problems = chosen.with(|mapping| mapping.check(count)).err()?;
        let sentences = problems
            .into_iter()
            .map(|problem| view! { <p>{(words().people_import.mapping_problem)(problem)}</p> })
            .collect_view();
        Some(view! { <Notice tone=Tone::Warning live=true>{sentences}</Notice> })
    }
}

/// The way out, as long as nothing is confirmed.
#[component]
pub(super) fn Cancel(id: Id<Import>) -> impl IntoView {
    let import = &words().people_import;
    let cancel = ServerAction::<CancelImport>::new();
    view! {
        <More summary=import.cancel>
            <ServerForm action=cancel>
                <input type="hidden" name="id" value=id.to_string()/>
                <div class="buttons">
                    <SubmitButton label=import.cancel kind=ButtonKind::Plain icon=Icon::Close/>
                </div>
            </ServerForm>
        </More>
    }
}
