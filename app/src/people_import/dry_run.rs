//! What each line would do: figures, filters, lines, and what is not about a line.

use domain::people_import::{Counts, ImportRow, LineView, Outcome, PlanView};
use leptos::prelude::*;

use crate::{
    text::{grouped, words},
    ui::{
        ButtonLink, Chip, Column, EmptyState, FilterChips, Icon, More, Notice, Pager,
        ReplacedCharacters, StatusBadge, Table, Tone,
    },
};

#[component]
pub(super) fn DryRun(row: ImportRow, plan: PlanView) -> impl IntoView {
    let import = &words().people_import;
    let path = format!("/imports/{}", row.id);
    let filter = plan.filter.map(Outcome::as_str);
    let query = |from: Option<u32>| {
        let parts = [
            filter.map(|filter| format!("outcome={filter}")),
            from.map(|from| format!("from={from}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("{path}?{}", parts.join("&"))
    };
    let first = (plan.from > 0).then(|| query(None));
    let next = plan.next.map(|next| query(Some(next)));
    let file = format!("{path}/lines.csv?outcome={}", filter.unwrap_or_default());
    let total = plan
        .filter
        .map_or_else(|| row.counts.lines(), |filter| row.counts.of(filter));
    view! {
        {plan.is_new.then(|| view! { <Notice tone=Tone::Warning live=true><p>{import.plan_is_new}</p></Notice> })}
        <FilterChips label=import.outcome_filter chips=chips(&path, &row.counts, plan.filter)/>
        <Lines lines=plan.lines/>
        <Pager first next total/>
        <ReplacedCharacters file=file.clone()/>
        <div class="buttons">
            <ButtonLink href=format!("{file}&encoding=utf8") label=import.download icon=Icon::Download external=true/>
            <ButtonLink href=format!("{file}&encoding=cp932") label=import.download_cp932 icon=Icon::Download external=true/>
        </div>
        <Lists
            counts=row.counts
            missing=plan
                .missing
                .into_iter()
                .map(|person| {
                    let number = person.employee_number.map(|number| format!(" ({number})")).unwrap_or_default();
                    format!("{}{number}", person.name)
                })
                .collect()
            new_groups=plan.new_groups
            unused=plan.unused
        />
    }
}

fn chips(path: &str, counts: &Counts, filter: Option<Outcome>) -> Vec<Chip> {
    let import = &words().people_import;
    let all = Chip {
        label: import.all.to_owned(),
        href: path.to_owned(),
        is_set: filter.is_none(),
        count: Some(counts.lines()),
    };
    std::iter::once(all)
        .chain(Outcome::ALL.into_iter().map(|outcome| Chip {
            label: (import.outcome)(outcome).to_owned(),
            href: format!("{path}?outcome={}", outcome.as_str()),
            is_set: filter == Some(outcome),
            count: Some(counts.of(outcome)),
        }))
        .collect()
}

const fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Create => Tone::Success,
        Outcome::Change => Tone::Info,
        Outcome::Unchanged => Tone::Plain,
        Outcome::Error => Tone::Danger,
    }
}

#[component]
fn Lines(lines: Vec<LineView>) -> impl IntoView {
    let text = words();
    let import = &text.people_import;
    if lines.is_empty() {
        return view! { <EmptyState sentence=import.nothing/> }.into_any();
    }
    let number_word = (import.attribute)(domain::people_import::Attribute::EmployeeNumber);
    let rows = lines
        .into_iter()
        .map(|line| {
            let problems = line
                .problems
                .iter()
                .map(|problem| (import.problem)(problem));
            let changes = line.changes.iter().map(|change| (import.change)(change));
            let reasons = problems
                .chain(changes)
                .map(|reason| view! { <p>{reason}</p> })
                .collect_view();
            view! {
                <tr>
                    <th scope="row" class="number">{grouped(line.line)}</th>
                    <td data-label=import.outcome_column>
                        <StatusBadge tone=tone(line.outcome) label=(import.outcome)(line.outcome)/>
                    </td>
                    <td data-label=text.people.name>{line.name}</td>
                    <td data-label=number_word>{line.employee_number}</td>
                    <td data-label=import.reason>{reasons}</td>
                </tr>
            }
        })
        .collect_view();
    let columns = vec![
        Column::number(import.line),
        Column::new(import.outcome_column),
        Column::new(text.people.name),
        Column::new(number_word),
        Column::new(import.reason),
    ];
    view! { <Table caption=import.plan_title quiet=true columns>{rows}</Table> }.into_any()
}

/// What is not about a line of the file.
#[component]
fn Lists(
    counts: Counts,
    missing: Vec<String>,
    new_groups: Vec<String>,
    unused: Vec<String>,
) -> impl IntoView {
    let import = &words().people_import;
    let unused_count = u32::try_from(unused.len()).unwrap_or(0);
    let list = |title: String, about: Option<&'static str>, names: Vec<String>| {
        (!names.is_empty()).then(|| {
            let names = names
                .into_iter()
                .map(|name| view! { <li>{name}</li> })
                .collect_view();
            view! {
                <More summary=title>
                    {about.map(|about| view! { <p>{about}</p> })}
                    <ul>{names}</ul>
                </More>
            }
        })
    };
    view! {
        {list((import.new_groups_title)(counts.new_groups), None, new_groups)}
        {list((import.missing_title)(counts.missing), Some(import.missing_about), missing)}
        {list((import.unused_title)(unused_count), None, unused)}
    }
}
