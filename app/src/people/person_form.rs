//! The fields of one person.

use domain::{
    access::{Act, PermissionKey, Role, outranks},
    error::Field,
    people::{PersonFields, PersonName},
};
use leptos::prelude::*;

pub(super) use crate::ui::typed;
use crate::{
    shell::viewer,
    text::words,
    ui::{Checkbox, Choice, Select, TextInput, ticked},
};

/// Name, address, numbers, role. The inputs are named `form[…]`, and `is_org_admin`.
#[component]
pub(super) fn PersonInputs(
    values: PersonFields,
    #[prop(optional)] is_org_admin: bool,
) -> impl IntoView {
    let text = words();
    let people = &text.people;
    let asking = viewer();
    let role = typed("form[role]", &values.role);
    let roles = Role::ALL
        .into_iter()
        .filter(|each| outranks((asking.role, asking.is_org_admin), (*each, false)))
        .map(|each| {
            Choice::new(
                each.as_str(),
                (text.common.role)(each),
                each.as_str() == role,
            )
        })
        .collect();
    let flag = asking.may(PermissionKey::Organization, Act::Edit).then(|| {
        view! {
            <Checkbox
                name="is_org_admin"
                label=text.common.organization_admin
                hint=people.org_admin_hint
                checked=ticked("is_org_admin", is_org_admin)
            />
        }
    });
    let max = PersonName::MAX;
    view! {
        <div class="field-row">
            <TextInput field=Field::FamilyName name="form[family]" hint=people.family_hint value=typed("form[family]", &values.family) required=true maxlength=max/>
            <TextInput field=Field::GivenName name="form[given]" value=typed("form[given]", &values.given) maxlength=max/>
        </div>
        <div class="field-row">
            <TextInput field=Field::Kana name="form[family_kana]" label=people.family_kana value=typed("form[family_kana]", &values.family_kana) maxlength=max/>
            <TextInput field=Field::Kana name="form[given_kana]" label=people.given_kana id="field-given-kana" value=typed("form[given_kana]", &values.given_kana) maxlength=max/>
        </div>
        <TextInput field=Field::Email name="form[email]" kind="email" hint=people.email_hint value=typed("form[email]", &values.email) maxlength=254/>
        <TextInput field=Field::EmployeeNumber name="form[employee_number]" hint=people.employee_number_hint value=typed("form[employee_number]", &values.employee_number) maxlength=64 class="input-middle"/>
        <TextInput field=Field::LoginId name="form[login_id]" hint=people.login_id_hint value=typed("form[login_id]", &values.login_id) maxlength=64 class="input-middle"/>
        <Select field=Field::Role name="form[role]" choices=roles hint=people.role_hint required=true class="input-middle"/>
        {flag}
    }
}
