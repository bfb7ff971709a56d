//! A new delivery: what, to whom, when, with which mails. Sent to the confirmation by GET: nothing is done yet.

use domain::{
    error::Field,
    id::Id,
    learning::{
        LessonVersion, Reminder,
        view::{ChosenVersion, LessonRow},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{DeliveryOptions, read_delivery_options},
    delivery_form::{DeliveryForm, REMINDER_DAYS},
};
use crate::{
    text::{dates, locale, words},
    ui::{
        ButtonKind, ButtonLink, Checkbox, Choice, ChoiceKind, Choices, EmptyState, FormActions,
        Icon, Loaded, More, Page, Select, Steps, SubmitButton, TextArea, TextInput,
    },
};

/// `/deliveries/new`
#[component]
pub fn NewDeliveryPage() -> impl IntoView {
    let text = &words().learning.deliveries;
    let query = use_query_map();
    let form = Memo::new(move |_| query.with(DeliveryForm::read));
    let options = Resource::new(
        move || form.with(|form| (form.search.clone(), form.people.clone(), form.version)),
        |(search, chosen, version)| read_delivery_options(search, chosen, version),
    );
    let crumbs = vec![(text.title.to_owned(), "/deliveries".to_owned())];
    view! {
        <Page title=text.new crumbs>
            <Steps steps=text.steps.to_vec() current=0/>
            <Loaded resource=options rows=8 let:options>
                {if options.lessons.is_empty() && options.chosen.is_none() {
                    let lessons = move || {
                        view! { <ButtonLink href="/lessons" label=words().common.lessons/> }
                    };
                    view! { <EmptyState sentence=text.no_lesson action=lessons/> }.into_any()
                } else {
                    view! { <Fields options form=form.get()/> }.into_any()
                }}
            </Loaded>
        </Page>
    }
}

/// A plain GET form: the next page is the confirmation, or this page again after a search for people.
#[component]
fn Fields(options: DeliveryOptions, form: DeliveryForm) -> impl IntoView {
    let text = &words().learning.deliveries;
    let DeliveryOptions {
        lessons,
        chosen,
        groups,
        people,
        now,
    } = options;
    let lessons = lesson_choices(lessons, chosen, form.version);
    let groups: Vec<_> = groups
        .into_iter()
        .map(|group| {
            let is_chosen = form.groups.contains(&group.id);
            Choice::new(group.id.to_string(), group.name, is_chosen)
        })
        .collect();
    let is_searched = !form.search.trim().is_empty();
    let nobody = is_searched && people.len() <= form.people.len();
    let people: Vec<_> = people
        .into_iter()
        .map(|person| Choice {
            value: person.id.to_string(),
            label: person.name,
            hint: person.number,
            chosen: form.people.contains(&person.id),
        })
        .collect();
    let (name, search) = (form.name.clone(), form.search.clone());
    let everyone = form.everyone;
    let names_people = is_searched || !form.people.is_empty();
    view! {
        <form method="get" action="/deliveries/confirm">
            <div class="form">
                <fieldset class="form-part">
                    <legend>{text.what}</legend>
                    <Select
                        field=Field::Lesson
                        name="version"
                        label=text.lesson
                        choices=lessons
                        required=true
                    />
                    <TextInput
                        field=Field::Title
                        name="name"
                        id="delivery-name"
                        label=text.name
                        hint=text.name_hint
                        value=name
                        maxlength=100
                    />
                </fieldset>
                <fieldset class="form-part">
                    <legend>{text.targets}</legend>
                    <Checkbox name="everyone" label=text.everyone checked=everyone/>
                    {(!groups.is_empty())
                        .then(|| {
                            view! {
                                <Choices
                                    field=Field::Targets
                                    name="groups"
                                    kind=ChoiceKind::Checkbox
                                    label=text.groups
                                    choices=groups
                                />
                            }
                        })}
                    <More summary=text.people open=names_people>
                        <TextInput
                            field=Field::Search
                            name="q"
                            label=text.search_people
                            hint=text.people_hint
                            value=search
                            maxlength=100
                        />
                        <div class="buttons">
                            <SubmitButton
                                label=text.find_people
                                kind=ButtonKind::Plain
                                icon=Icon::Search
                                formaction="/deliveries/new"
                            />
                        </div>
                        {nobody.then(|| view! { <p class="quiet">{text.nobody_found}</p> })}
                        {(!people.is_empty())
                            .then(|| {
                                view! {
                                    <Choices
                                        field=Field::Targets
                                        name="people"
                                        id="delivery-people"
                                        kind=ChoiceKind::Checkbox
                                        label=text.people
                                        choices=people
                                    />
                                }
                            })}
                    </More>
                </fieldset>
                <When form=form.clone() now/>
                <Mails form/>
                <FormActions>
                    <SubmitButton label=text.to_confirm icon=Icon::ArrowRight/>
                </FormActions>
            </div>
        </form>
    }
}

/// Nothing, the version that was asked for when no lesson offers it, then the lessons. Nothing comes first, so that the browser
/// chooses no lesson by itself.
fn lesson_choices(
    lessons: Vec<LessonRow>,
    chosen: Option<ChosenVersion>,
    asked: Option<Id<LessonVersion>>,
) -> Vec<Choice> {
    let learning = &words().learning;
    let nothing = Choice::new("", learning.learner.choose_one, false);
    let older = chosen.map(|version| {
        let at = dates::date(locale(), version.published_at);
        let number = (learning.author.version)(version.number, &at);
        let label = format!("{} {number}", version.title);
        Choice::new(version.id.to_string(), label, true)
    });
    let offered = lessons.into_iter().filter_map(|lesson| {
        let version = lesson.version?;
        let is_chosen = asked == Some(version);
        Some(Choice::new(version.to_string(), lesson.title, is_chosen))
    });
    std::iter::once(nothing)
        .chain(older)
        .chain(offered)
        .collect()
}

#[component]
fn When(form: DeliveryForm, now: String) -> impl IntoView {
    let text = &words().learning.deliveries;
    let modes = vec![
        Choice::new("now", text.now, !form.is_later),
        Choice::new("later", text.later, form.is_later),
    ];
    let today = now.get(..10).unwrap_or_default().to_owned();
    view! {
        <fieldset class="form-part">
            <legend>{text.when}</legend>
            <Choices
                field=Field::StartsAt
                name="when"
                id="delivery-when"
                kind=ChoiceKind::Radio
                label=text.when_question
                choices=modes
            />
            <TextInput
                field=Field::StartsAt
                name="starts_at"
                label=text.starts_at
                kind="datetime-local"
                value=form.starts_at
                min=now
                class="input-middle"
            />
            <TextInput
                field=Field::DueOn
                name="due_on"
                kind="date"
                hint=text.due_hint
                value=form.due_on
                min=today
                class="input-middle"
            />
        </fieldset>
    }
}

#[component]
fn Mails(form: DeliveryForm) -> impl IntoView {
    let text = &words().learning.deliveries;
    let days = REMINDER_DAYS
        .into_iter()
        .filter_map(|day| {
            let reminder = format!("{day}@10").parse::<Reminder>().ok()?;
            let label = (text.timing.day)(reminder.anchor(), reminder.days());
            let is_chosen = form.reminders.iter().any(|chosen| chosen == day);
            Some(Choice::new(day, label, is_chosen))
        })
        .collect();
    let hours = (6..=20_u8)
        .map(|hour| {
            Choice::new(
                hour.to_string(),
                (text.timing.at_hour)(hour),
                hour == form.hour,
            )
        })
        .collect();
    view! {
        <fieldset class="form-part">
            <legend>{text.mails}</legend>
            <Checkbox name="sends_request" label=text.sends_request checked=form.sends_request/>
            <TextArea
                field=Field::Body
                name="message"
                label=text.message
                hint=text.message_hint
                value=form.message
                maxlength=1_000
            />
            <Choices
                field=Field::Reminders
                name="reminders"
                kind=ChoiceKind::Checkbox
                label=text.reminders
                hint=text.reminders_hint
                choices=days
            />
            <Select
                field=Field::Reminders
                name="hour"
                id="delivery-hour"
                label=text.hour
                choices=hours
                class="input-short"
            />
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use domain::learning::view::LessonState;

    use super::*;

    fn row(made: u64) -> LessonRow {
        LessonRow {
            id: Id::named(made, [1; 16]),
            title: format!("レッスン{made}"),
            category: None,
            minutes: 5,
            questions: 3,
            state: LessonState::Published,
            updated_at: made,
            version: Some(Id::named(made, [2; 16])),
        }
    }

    fn chosen(choices: &[Choice]) -> Vec<&str> {
        let chosen = choices.iter().filter(|choice| choice.chosen);
        chosen.map(|choice| choice.label.as_str()).collect()
    }

    #[test]
    fn no_lesson_is_chosen_but_the_one_that_was_asked_for() {
        let offered = row(1);
        let asked = offered.version;
        let found = lesson_choices(vec![row(2), offered.clone()], None, asked);
        assert_eq!(chosen(&found), ["レッスン1"]);

        let found = lesson_choices(vec![row(2), offered], None, None);
        assert!(chosen(&found).is_empty());
        assert_eq!(found[0].value, "", "what the browser takes by itself");

        let older = ChosenVersion {
            id: Id::named(3, [2; 16]),
            title: "前のもの".to_owned(),
            number: 2,
            published_at: 1_795_392_000_000,
        };
        let found = lesson_choices(vec![row(2)], Some(older.clone()), Some(older.id));
        assert_eq!(chosen(&found), ["前のもの 第2版(2026年11月23日(月)公開)"]);
    }
}
