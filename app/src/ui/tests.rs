//! What the parts render on the server.

use domain::error::{Field, Problem, Refusal};
use leptos::{prelude::*, reactive::owner::Owner};

use super::*;
use crate::{error::AppError, text::Locale};

/// What a view renders in Japanese.
fn html<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| {
        provide_context(Locale::Ja);
        view().into_view().to_html()
    })
}

fn refused(refusal: Refusal) -> FormState {
    FormState {
        error: Signal::stored(Some(AppError::Refused(refusal))),
        pending: Signal::stored(false),
    }
}

#[test]
fn a_refused_field_is_tied_to_the_sentence_that_mends_it() {
    let page = html(|| {
        provide_context(refused(Refusal::invalid(
            Field::GroupName,
            Problem::Missing,
        )));
        view! { <TextInput field=Field::GroupName name="name" hint="60文字まで" required=true/> }
    });
    assert!(page.contains(r#"aria-invalid="true""#), "{page}");
    assert!(
        page.contains(r#"aria-describedby="field-groupname-error field-groupname-hint""#),
        "{page}"
    );
    assert!(page.contains(r#"id="field-groupname-error""#), "{page}");
    assert!(page.contains("グループ名を入力してください。"), "{page}");
}

#[test]
fn a_field_that_was_accepted_says_nothing() {
    let page = html(|| {
        provide_context(refused(Refusal::invalid(Field::Email, Problem::Malformed)));
        view! { <TextInput field=Field::GroupName name="name"/> }
    });
    assert!(
        !page.contains("aria-invalid") && !page.contains("field-error"),
        "{page}"
    );
}

#[test]
fn the_summary_leads_to_each_field_to_mend() {
    let page = html(|| {
        let state = refused(Refusal::Invalid(vec![
            (Field::Email, Problem::Malformed),
            (Field::FamilyName, Problem::Missing),
        ]));
        view! { <FormErrors error=state.error/> }
    });
    for part in [
        r##"href="#field-email""##,
        r##"href="#field-familyname""##,
        r#"role="alert""#,
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn what_people_typed_is_shown_and_never_taken_for_markup() {
    let typed = "</textarea><script>alert(1)</script>";
    let page = html(|| {
        view! {
            <TextArea field=Field::Body name="body" value=typed/>
            <TextInput field=Field::Title name="title" value="\"><b>"/>
        }
    });
    assert!(
        !page.contains("<script>") && !page.contains("<b>"),
        "{page}"
    );
    assert_eq!(page.matches("</textarea>").count(), 1, "{page}");
}

#[test]
fn a_failure_shows_the_number_to_quote_and_nothing_of_its_cause() {
    let page = html(|| view! { <ErrorState error=AppError::Broken(123_456_789_012)/> });
    assert!(page.contains("123456789012"), "{page}");
}

#[test]
fn nothing_carries_an_inline_style() {
    let page = html(|| {
        view! {
            <Donut title="合格" done=3 total=10/>
            <BarChart title="部署" description="部署ごと" columns=("部署", "人数") points=vec![Point::new("営業部", 3)]/>
            <LineChart title="推移" description="日ごと" columns=("日", "人数") points=vec![Point::new("11/1", 0), Point::new("11/2", 9)]/>
            <ProgressBar label="取り込み" done=Signal::stored(1) total=Signal::stored(2)/>
        }
    });
    assert!(!page.contains("style="), "{page}");
    assert!(page.contains(r#"stroke-dasharray="30 100""#), "{page}");
}

/// Without JavaScript: see `DraftValues`.
#[test]
fn what_was_typed_comes_back_and_another_form_of_the_page_changes_nothing() {
    Owner::new().with(|| {
        assert_eq!(typed("name", "before"), "before");
        assert!(chosen("groups[]", "1", true));
        let fields = [
            ("name", vec![""]),
            ("groups[]", vec!["2", "3"]),
            ("shuffle", vec!["true"]),
        ];
        let fields = fields.map(|(name, values)| {
            let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
            (name.to_owned(), values)
        });
        provide_context(DraftValues(std::sync::Arc::new(fields.into())));
        assert_eq!(typed("name", "before"), "", "it was emptied");
        assert_eq!(typed("other", "before"), "before", "of another form");
        assert_eq!(draft_value("other"), "");
        assert!(!chosen("groups[]", "1", true));
        assert!(chosen("groups[]", "2", false) && chosen("groups[]", "3", false));
        assert!(ticked("shuffle", false) && !ticked("is_org_admin", true));
    });
}
