//! A delivery and how it goes: the figures, the days, the people.

use domain::{
    id::Id,
    learning::{
        Delivery, DeliveryState,
        view::{Counts, Progress},
    },
};
use leptos::prelude::*;

use super::{
    api::{CancelDelivery, CloseDelivery, RemindDelivery, WatchedDelivery, read_progress},
    deliveries_page::DeliveryBadge,
    delivery_people::DeliveryPeople,
};
use crate::{
    error::AppError,
    learning::id_in_path,
    text::{dates, grouped, locale, words},
    ui::{
        ButtonKind, ButtonLink, Confirm, Done, Donut, Fact, Facts, Figure, Figures, Icon,
        LineChart, Loaded, Moment, More, Notice, Page, Point, ReplacedCharacters, Section,
        ServerForm, SubmitButton, Tone,
    },
};

/// `/deliveries/<id>`
#[component]
pub fn DeliveryPage() -> impl IntoView {
    let id = id_in_path::<Delivery>("delivery");
    let cancel = ServerAction::<CancelDelivery>::new();
    let close = ServerAction::<CloseDelivery>::new();
    let progress = Resource::new(
        move || (id(), cancel.version().get(), close.version().get()),
        |(id, _, _): (Result<Id<Delivery>, AppError>, _, _)| async move { read_progress(id?).await },
    );
    view! {
        <Loaded resource=progress rows=8 let:watched>
            <ProgressView watched cancel close/>
        </Loaded>
    }
}

#[component]
fn ProgressView(
    watched: WatchedDelivery,
    cancel: ServerAction<CancelDelivery>,
    close: ServerAction<CloseDelivery>,
) -> impl IntoView {
    let WatchedDelivery { progress, groups } = watched;
    let text = &words().learning.deliveries;
    let delivery = progress.delivery.clone();
    let id = delivery.id;
    let crumbs = vec![(text.title.to_owned(), "/deliveries".to_owned())];
    let is_over = matches!(
        delivery.state,
        DeliveryState::Scheduled | DeliveryState::Cancelled
    );
    let download = move || {
        (!is_over).then(|| {
            let file = format!("/deliveries/{id}/records.csv");
            view! {
                <ButtonLink href=file.clone() label=text.download icon=Icon::Download external=true/>
                <ButtonLink
                    href=format!("{file}?encoding=cp932")
                    label=text.download_cp932
                    icon=Icon::Download
                    external=true
                />
            }
        })
    };
    let outcomes = vec![
        ("created", text.created),
        ("cancelled", text.cancelled),
        ("closed", text.closed),
        ("reminded", text.reminded),
    ];
    let starting = (delivery.state == DeliveryState::Starting)
        .then(|| view! { <Notice tone=Tone::Info>{text.starting}</Notice> });
    let may_remind = delivery.state == DeliveryState::Open && delivery.counts.open() > 0;
    let body = (!is_over).then(|| {
        view! {
            <ProgressFigures counts=delivery.counts is_overdue=delivery.is_overdue id/>
            <OverTime passed_by_day=progress.passed_by_day.clone() total=delivery.counts.total()/>
            <DeliveryPeople id groups may_remind/>
        }
    });
    view! {
        <Page title=delivery.name.clone() crumbs action=download>
            <Done outcomes/>
            <ReplacedCharacters file=format!("/deliveries/{id}/records.csv")/>
            <p><DeliveryBadge state=delivery.state is_overdue=delivery.is_overdue/></p>
            {starting}
            {body}
            <Settings progress/>
            {(delivery.state == DeliveryState::Scheduled).then(|| view! { <Cancel id cancel/> })}
            {may_remind.then(|| view! { <Remind id count=delivery.counts.open()/> })}
            {(delivery.state == DeliveryState::Open).then(|| view! { <Close id close/> })}
        </Page>
    }
}

#[component]
fn ProgressFigures(counts: Counts, is_overdue: bool, id: Id<Delivery>) -> impl IntoView {
    let learning = &words().learning;
    let text = &learning.deliveries;
    let overdue = is_overdue.then(|| learning.overdue.to_owned());
    let figures = vec![
        Figure {
            name: text.total.to_owned(),
            value: grouped(counts.total()),
            ..Figure::default()
        },
        Figure {
            name: text.passed.to_owned(),
            value: grouped(counts.passed),
            href: Some(format!("/deliveries/{id}?state=passed")),
            tone: Tone::Success,
            ..Figure::default()
        },
        Figure {
            name: text.open.to_owned(),
            value: grouped(counts.open()),
            note: overdue,
            tone: if is_overdue {
                Tone::Danger
            } else {
                Tone::Plain
            },
            ..Figure::default()
        },
    ];
    view! {
        <div class="progress-head">
            <Donut title=text.passed done=counts.passed total=counts.total()/>
            <Figures figures/>
        </div>
    }
}

/// How many had passed by each day.
#[component]
fn OverTime(passed_by_day: Vec<(domain::time::Day, u32)>, total: u32) -> impl IntoView {
    let text = &words().learning.deliveries;
    let points = cumulative(&passed_by_day);
    (points.len() > 1).then(|| {
        view! {
            <LineChart
                title=text.over_time
                description=text.over_time_description
                columns=(text.day, text.passed_so_far)
                points
                full=total
            />
        }
    })
}

/// Most days on the chart; beyond them the last ones are shown.
const DAYS: usize = 90;

/// Every day from the first to the last with who had passed by then.
fn cumulative(passed_by_day: &[(domain::time::Day, u32)]) -> Vec<Point> {
    let (Some((first, _)), Some((last, _))) = (passed_by_day.first(), passed_by_day.last()) else {
        return Vec::new();
    };
    let days = u16::try_from(last.days_since(*first)).unwrap_or(0);
    let mut sum = 0;
    let mut rest = passed_by_day.iter().peekable();
    // The day before the first: nobody yet, so that a single day is a line too.
    let mut points = vec![Point::new(dates::short_day(first.minus(1)), 0)];
    for offset in 0..=days {
        let day = first.plus(offset);
        if let Some((_, count)) = rest.next_if(|(at, _)| *at == day) {
            sum += count;
        }
        points.push(Point::new(dates::short_day(day), sum));
    }
    let skipped = points.len().saturating_sub(DAYS);
    points.split_off(skipped)
}

/// What was chosen when it was made.
#[component]
fn Settings(progress: Progress) -> impl IntoView {
    let common = &words().common;
    let learning = &words().learning;
    let text = &learning.deliveries;
    let delivery = progress.delivery;
    let due = delivery
        .due_on
        .map_or_else(|| text.no_due.to_owned(), |day| dates::due(locale(), day));
    let reminders = progress
        .reminders
        .into_iter()
        .map(|row| {
            let state = if row.is_done { text.sent } else { text.waits };
            let timing = row.reminder.map_or_else(
                || text.by_hand.to_owned(),
                |reminder| text.timing.reminder(reminder),
            );
            view! { <li>{timing} " — " <Moment at=row.at/> " (" {state} ")"</li> }
        })
        .collect::<Vec<_>>();
    let reminders = if reminders.is_empty() {
        common.none.into_any()
    } else {
        view! { <ul class="plain-list">{reminders}</ul> }.into_any()
    };
    let message = progress.message.map(
        |message| view! { <Fact name=text.message><span class="pre-line">{message}</span></Fact> },
    );
    let request = if progress.sends_request {
        common.yes
    } else {
        common.no
    };
    view! {
        <Section title=text.settings>
            <Facts>
                <Fact name=text.lesson>{delivery.lesson}</Fact>
                <Fact name=text.starts>
                    <Moment at=delivery.starts_at/>
                </Fact>
                <Fact name=text.due>{due}</Fact>
                <Fact name=learning.learner.pass_score_name>
                    {(learning.learner.pass_score)(progress.pass_score.into())}
                </Fact>
                <Fact name=text.request_mail>{request}</Fact>
                <Fact name=text.reminders>{reminders}</Fact>
                {message}
            </Facts>
        </Section>
    }
}

#[component]
fn Cancel(id: Id<Delivery>, cancel: ServerAction<CancelDelivery>) -> impl IntoView {
    let text = &words().learning.deliveries;
    view! {
        <ServerForm action=cancel>
            <input type="hidden" name="id" value=id.to_string()/>
            <p>{text.cancel_sentence}</p>
            <div class="buttons">
                <SubmitButton label=text.cancel kind=ButtonKind::Danger/>
            </div>
        </ServerForm>
    }
}

/// Everybody who has not passed, now: unfolded first, so that no mail leaves by a slip.
#[component]
fn Remind(id: Id<Delivery>, count: u32) -> impl IntoView {
    let text = &words().learning.deliveries;
    let remind = ServerAction::<RemindDelivery>::new();
    view! {
        <More summary=text.remind>
            <ServerForm action=remind>
                <input type="hidden" name="id" value=id.to_string()/>
                <p>{(text.remind_sentence)(count)}</p>
                <div class="buttons">
                    <SubmitButton label=text.remind_verb icon=Icon::Send/>
                </div>
            </ServerForm>
        </More>
    }
}

#[component]
fn Close(id: Id<Delivery>, close: ServerAction<CloseDelivery>) -> impl IntoView {
    let text = &words().learning.deliveries;
    view! {
        <More summary=text.close>
            <ServerForm action=close>
                <input type="hidden" name="id" value=id.to_string()/>
                <Confirm
                    consequence=text.close_sentence
                    verb=text.close_verb
                    word=words().common.end_word
                    icon=Icon::Check
                />
            </ServerForm>
        </More>
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Day;

    use super::*;

    #[test]
    fn the_line_climbs_over_every_day_between() {
        let day = |text| Day::parse(text).unwrap();
        let points = cumulative(&[(day("2026-11-20"), 2), (day("2026-11-23"), 3)]);
        let values: Vec<_> = points.iter().map(|p| p.value).collect();
        assert_eq!(values, [0, 2, 2, 2, 5]);
        assert!(cumulative(&[]).is_empty());
        let far = cumulative(&[(day("2020-01-01"), 1), (day("2026-01-01"), 1)]);
        assert_eq!(far.len(), DAYS);
        assert_eq!(far.last().map(|p| p.value), Some(2));
    }
}
