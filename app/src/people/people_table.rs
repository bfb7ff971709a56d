//! People in rows.

use domain::people::{PersonRow, PersonState};
use leptos::prelude::*;

use crate::{
    text::words,
    ui::{Column, Moment, StatusBadge, Table, Tone, chosen},
};

/// The state of an account, in a word.
#[component]
pub(super) fn StateBadge(state: PersonState) -> impl IntoView {
    let tone = match state {
        PersonState::Active => Tone::Success,
        PersonState::Invited => Tone::Info,
        PersonState::Suspended => Tone::Warning,
    };
    view! { <StatusBadge tone label=(words().common.person_state)(state)/> }
}

/// People in a table; a name leads to its page. `select` puts a checkbox before each, named `people[]`.
#[component]
pub(super) fn PeopleTable(
    rows: Vec<PersonRow>,
    #[prop(into)] caption: String,
    #[prop(optional)] select: bool,
) -> impl IntoView {
    let text = words();
    let field = text.errors.field;
    let mut columns = vec![
        Column::new(text.people.name),
        Column::new(field(domain::error::Field::EmployeeNumber)),
        Column::new(field(domain::error::Field::Email)),
        Column::new(field(domain::error::Field::Role)),
        Column::new(text.people.state),
        Column::new(text.people.last_sign_in),
    ];
    if select {
        columns.insert(0, Column::hidden(text.common.select_row));
    }
    let rows = rows
        .into_iter()
        .map(|person| view! { <PersonTableRow person select/> })
        .collect_view();
    view! {
        <Table caption quiet=true columns>
            {rows}
        </Table>
    }
}

#[component]
fn PersonTableRow(person: PersonRow, select: bool) -> impl IntoView {
    let text = words();
    let field = text.errors.field;
    let id = person.id.to_string();
    let label = format!("{} {}", text.common.select_row, person.name);
    let came_back = chosen("people[]", &id, false);
    let tick = select.then(|| {
        view! {
            <td class="ticks">
                <label class="tick">
                    <input type="checkbox" name="people[]" value=id.clone() checked=came_back aria-label=label/>
                </label>
            </td>
        }
    });
    let number = person.employee_number.or(person.login_id);
    let admin = person.is_org_admin.then(
        || view! { " " <span class="badge tone-plain">{text.common.organization_admin}</span> },
    );
    let last = match person.last_sign_in_at {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => view! { <span class="quiet nowrap">{text.people.never}</span> }.into_any(),
    };
    let kana =
        (!person.kana.is_empty()).then(|| view! { <p class="quiet small">{person.kana}</p> });
    view! {
        <tr>
            {tick}
            <th scope="row">
                <a href=format!("/people/{id}")>{person.name}</a>
                {kana}
            </th>
            <td data-label=field(domain::error::Field::EmployeeNumber)>{number}</td>
            <td data-label=field(domain::error::Field::Email) class="small">{person.email}</td>
            <td data-label=field(domain::error::Field::Role)><span class="phrases">{(text.common.role)(person.role)} {admin}</span></td>
            <td data-label=text.people.state><StateBadge state=person.state/></td>
            <td data-label=text.people.last_sign_in>{last}</td>
        </tr>
    }
}
