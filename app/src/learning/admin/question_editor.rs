//! The questions of a test, edited in the browser and sent as one hidden field.
//! Without JavaScript the field carries what was saved, so that saving the material loses nothing.

use domain::{
    error::Field,
    learning::{Choice, Question, QuestionKind},
};
use leptos::prelude::*;

use crate::{
    text::words,
    ui::{Button, ButtonKind, FormField, Icon, field_id},
};

/// A question while it is edited; the key stays when questions are moved.
#[derive(Clone, Copy)]
struct Edited {
    key: u32,
    question: RwSignal<Question>,
}

/// All questions. Its hidden field `questions` is JSON of `Vec<Question>`.
#[component]
pub(super) fn QuestionEditor(questions: Vec<Question>) -> impl IntoView {
    let author = &words().learning.author;
    let start = (0_u32..)
        .zip(questions)
        .map(|(key, question)| Edited {
            key,
            question: RwSignal::new(question),
        })
        .collect::<Vec<_>>();
    let next = StoredValue::new(u32::try_from(start.len()).unwrap_or(0));
    let list = RwSignal::new(start);
    let json = move || {
        let all: Vec<_> = list.with(|list| list.iter().map(|e| e.question.get()).collect());
        leptos::serde_json::to_string(&all).unwrap_or_default()
    };
    let points = move || {
        let sum = list.with(|list| {
            list.iter()
                .map(|e| e.question.with(|q| u32::from(q.points)))
                .sum()
        });
        (author.whole_points)(sum)
    };
    let add = QuestionKind::ALL
        .into_iter()
        .map(|kind| {
            let on_press = Callback::new(move |()| {
                let key = next.get_value();
                next.set_value(key + 1);
                let question = RwSignal::new(Question::blank(kind));
                list.update(|list| list.push(Edited { key, question }));
            });
            view! { <Button label=(author.add_question)(kind) icon=Icon::Plus on_press/> }
        })
        .collect_view();
    view! {
        <input type="hidden" name="questions" value=json() prop:value=json/>
        <div class="needs-script stack">
            <For each=move || list.get() key=|edited| edited.key let:edited>
                <QuestionFields edited list/>
            </For>
            <p class="quiet">{points}</p>
            <div class="buttons">{add}</div>
        </div>
    }
}

#[component]
fn QuestionFields(edited: Edited, list: RwSignal<Vec<Edited>>) -> impl IntoView {
    let text = words();
    let author = &text.learning.author;
    let Edited { key, question } = edited;
    let position = move || {
        list.with(|list| list.iter().position(|e| e.key == key))
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(0)
    };
    let number = move || position() + 1;
    let remove = Callback::new(move |()| list.update(|list| list.retain(|e| e.key != key)));
    let up = Callback::new(move |()| {
        list.update(|list| {
            if let Some(place) = list.iter().position(|e| e.key == key)
                && place > 0
            {
                list.swap(place, place - 1);
            }
        });
    });
    let id = move |field: Field| format!("{}-{key}", field_id(field));
    let kind = question.with_untracked(|q| q.kind);
    let body = question.with_untracked(|q| q.body.clone());
    let explanation = question.with_untracked(|q| q.explanation.clone());
    view! {
        <fieldset class="card question-editor">
            <legend class="field-label">
                {move || (author.question)(number())} " · " {(author.kind_name)(kind)}
            </legend>
            <FormField field=Field::Question required=true id=id(Field::Question)>
                <textarea
                    class="input"
                    id=id(Field::Question)
                    maxlength=Question::BODY_MAX
                    on:input=move |event| question.update(|q| q.body = event_target_value(&event))
                >
                    {body}
                </textarea>
            </FormField>
            <ChoiceFields key question/>
            <FormField field=Field::Explanation id=id(Field::Explanation)>
                <textarea
                    class="input"
                    id=id(Field::Explanation)
                    maxlength=Question::EXPLANATION_MAX
                    on:input=move |event| {
                        question.update(|q| q.explanation = event_target_value(&event));
                    }
                >
                    {explanation}
                </textarea>
            </FormField>
            <FormField field=Field::Points id=id(Field::Points)>
                <input
                    class="input input-short"
                    id=id(Field::Points)
                    type="number"
                    min="1"
                    max=Question::POINTS_MAX
                    value=question.with_untracked(|q| q.points)
                    on:input=move |event| {
                        let points = event_target_value(&event).parse().unwrap_or(1);
                        question.update(|q| q.points = points);
                    }
                />
            </FormField>
            <div class="buttons">
                {move || {
                    (number() > 1)
                        .then(|| {
                            view! {
                                <Button label=(author.move_up)(number()) kind=ButtonKind::Quiet on_press=up/>
                            }
                        })
                }}
                {move || {
                    view! {
                        <Button
                            label=(author.remove_question)(number())
                            kind=ButtonKind::Quiet
                            icon=Icon::Trash
                            on_press=remove
                        />
                    }
                }}
            </div>
        </fieldset>
    }
}

/// The choices of a question, each with whether it is right.
#[component]
fn ChoiceFields(key: u32, question: RwSignal<Question>) -> impl IntoView {
    let learning = &words().learning;
    let author = &learning.author;
    let kind = question.with_untracked(|q| q.kind);
    let places = Memo::new(move |_| question.with(|q| q.choices.len()));
    let may_add = Memo::new(move |_| {
        kind != QuestionKind::TrueFalse && places.get() < usize::from(Question::CHOICES_MAX)
    });
    let add = Callback::new(move |()| question.update(|q| q.choices.push(Choice::default())));
    view! {
        <fieldset class="field">
            <legend class="field-label">{author.right_choice}</legend>
            {move || {
                (0..places.get())
                    .map(|place| view! { <ChoiceField key question place/> })
                    .collect_view()
            }}
            {move || {
                may_add
                    .get()
                    .then(|| {
                        view! {
                            <Button
                                label=author.add_choice
                                kind=ButtonKind::Quiet
                                icon=Icon::Plus
                                on_press=add
                            />
                        }
                    })
            }}
        </fieldset>
    }
}

#[component]
fn ChoiceField(key: u32, question: RwSignal<Question>, place: usize) -> impl IntoView {
    let learning = &words().learning;
    let author = &learning.author;
    let kind = question.with_untracked(|q| q.kind);
    let (text, is_right) = question.with_untracked(|q| {
        q.choices
            .get(place)
            .map(|choice| (choice.text.clone(), choice.is_right))
            .unwrap_or_default()
    });
    let name = (author.choice)(u32::try_from(place).unwrap_or(0) + 1);
    let control = if kind == QuestionKind::Multiple {
        "checkbox"
    } else {
        "radio"
    };
    let mark = move |event| {
        let is_right = event_target_checked(&event);
        question.update(|q| {
            for (other, choice) in q.choices.iter_mut().enumerate() {
                if other == place {
                    choice.is_right = is_right;
                } else if kind != QuestionKind::Multiple {
                    choice.is_right = false;
                }
            }
        });
    };
    // The words of true and false label their boxes themselves.
    let spoken =
        (kind != QuestionKind::TrueFalse).then(|| format!("{name}: {}", author.right_choice));
    let (word, fields) = if kind == QuestionKind::TrueFalse {
        let word = if place == 0 {
            learning.true_word
        } else {
            learning.false_word
        };
        (Some(view! { <span>{word}</span> }), None)
    } else {
        let remove = Callback::new(move |()| {
            question.update(|q| {
                if q.choices.len() > 2 && place < q.choices.len() {
                    q.choices.remove(place);
                }
            });
        });
        let fields = view! {
            <input
                class="input"
                aria-label=name.clone()
                value=text
                maxlength=Question::CHOICE_MAX
                autocomplete="off"
                on:input=move |event| {
                    question
                        .update(|q| {
                            if let Some(choice) = q.choices.get_mut(place) {
                                choice.text = event_target_value(&event);
                            }
                        });
                }
            />
            <Button
                label=(author.remove_choice)(u32::try_from(place).unwrap_or(0) + 1)
                kind=ButtonKind::Quiet
                icon=Icon::Close
                class="button-small"
                on_press=remove
            />
        };
        (None, Some(fields))
    };
    view! {
        <div class="choice-edit">
            <label class="tick">
                <input
                    type=control
                    name=format!("right-{key}")
                    aria-label=spoken
                    checked=is_right
                    on:change=mark
                />
                {word}
            </label>
            {fields}
        </div>
    }
}
