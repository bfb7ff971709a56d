//! Numbers as pictures: SVG drawn on the server, each with its numbers in a table.

use domain::text::grouped;
use leptos::prelude::*;

use super::More;
use crate::text::words;

/// One value of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub label: String,
    pub value: u32,
}

impl Point {
    /// A value and what it is of.
    pub fn new(label: impl Into<String>, value: u32) -> Self {
        Self {
            label: label.into(),
            value,
        }
    }
}

const WIDTH: u32 = 480;
const LEFT: u32 = 44;
const RIGHT: u32 = 16;

/// Horizontal bars, one a row: departments, questions.
#[component]
pub fn BarChart(
    #[prop(into)] title: String,
    /// One sentence for who cannot see it.
    #[prop(into)]
    description: String,
    /// Heads of the table: what is counted, and how many.
    columns: (&'static str, &'static str),
    points: Vec<Point>,
    /// What a full bar stands for; the greatest value unless told.
    #[prop(optional)]
    full: Option<u32>,
) -> impl IntoView {
    const ROW: u32 = 44;
    let full = full.unwrap_or_else(|| most(&points)).max(1);
    let height = u32::try_from(points.len()).unwrap_or(0) * ROW;
    let bars = (0_u32..)
        .zip(points.clone())
        .map(|(row, point)| {
            let top = row * ROW;
            let wide = scaled(point.value, full, WIDTH);
            view! {
                <text x="0" y=top + 16>{point.label}</text>
                <text class="value" x=WIDTH y=top + 16 text-anchor="end">{grouped(point.value)}</text>
                <rect class="bar-rest" x="0" y=top + 24 width=WIDTH height="8" rx="4"></rect>
                <rect class="bar" x="0" y=top + 24 width=wide height="8" rx="4"></rect>
            }
        })
        .collect_view();
    view! {
        <Chart title description view_box=format!("0 0 {WIDTH} {height}") columns points>
            {bars}
        </Chart>
    }
}

/// A line over time, oldest first, with the area under it.
#[component]
pub fn LineChart(
    #[prop(into)] title: String,
    #[prop(into)] description: String,
    columns: (&'static str, &'static str),
    points: Vec<Point>,
    /// The top of the scale: how many there are in all.
    #[prop(optional)]
    full: Option<u32>,
) -> impl IntoView {
    const TOP: u32 = 12;
    const BOTTOM: u32 = 196;
    let full = full.unwrap_or_else(|| most(&points)).max(1);
    let last = u32::try_from(points.len()).unwrap_or(1).saturating_sub(1);
    let at = |index: u32, value: u32| {
        let x = LEFT + scaled(index, last.max(1), WIDTH - LEFT - RIGHT);
        let y = BOTTOM - scaled(value, full, BOTTOM - TOP);
        (x, y)
    };
    let places: Vec<(u32, u32)> = (0_u32..)
        .zip(&points)
        .map(|(index, point)| at(index, point.value))
        .collect();
    let line = places
        .iter()
        .map(|(x, y)| format!("{x},{y}"))
        .collect::<Vec<_>>()
        .join(" ");
    let (first_x, last_x) = (LEFT, places.last().map_or(LEFT, |(x, _)| *x));
    let area = format!("{first_x},{BOTTOM} {line} {last_x},{BOTTOM}");
    let grid = [0, full / 2, full]
        .into_iter()
        .map(|value| {
            let (_, y) = at(0, value);
            let class = if value == 0 { "axis" } else { "grid" };
            view! {
                <line class=class x1=LEFT x2=WIDTH - RIGHT y1=y y2=y></line>
                <text x=LEFT - 8 y=y + 4 text-anchor="end">{grouped(value)}</text>
            }
        })
        .collect_view();
    // At most six labels, or they run into one another.
    let step = (last / 5).max(1);
    let labels = (0_u32..)
        .zip(&points)
        .zip(&places)
        .filter(|((index, _), _)| index.is_multiple_of(step))
        .map(|((_, point), (x, _))| {
            let label = point.label.clone();
            view! { <text x=*x y=BOTTOM + 22 text-anchor="middle">{label}</text> }
        })
        .collect_view();
    let dot = places
        .last()
        .map(|(x, y)| view! { <circle class="dot" cx=*x cy=*y r="4"></circle> });
    view! {
        <Chart title description view_box=format!("0 0 {WIDTH} 224") columns points=points.clone()>
            {grid}
            <polygon class="area" points=area></polygon>
            <polyline class="line" points=line></polyline>
            {dot}
            {labels}
        </Chart>
    }
}

/// A ring that fills: done of total, with the percentage in the middle.
#[component]
pub fn Donut(#[prop(into)] title: String, done: u32, total: u32) -> impl IntoView {
    let percent = percentage(done, total);
    let common = &words().common;
    let description = (common.done_of)(done, total);
    // The circle is cut into 100 parts, so that the dash is the percentage itself.
    view! {
        <figure class="chart chart-donut">
            <svg viewBox="0 0 120 120" role="img" aria-label=format!("{title}: {description}")>
                <circle class="ring" cx="60" cy="60" r="50"></circle>
                <circle
                    class="ring-done"
                    cx="60"
                    cy="60"
                    r="50"
                    pathLength="100"
                    stroke-dasharray=format!("{percent} 100")
                    transform="rotate(-90 60 60)"
                ></circle>
                <text class="ring-value" x="60" y="68" text-anchor="middle">{(common.percent)(percent)}</text>
            </svg>
            <figcaption>
                {title}
                <p class="small quiet">{description}</p>
            </figcaption>
        </figure>
    }
}

/// Whole percent, rounded down: 100 only when all are done.
pub fn percentage(done: u32, total: u32) -> u32 {
    if total == 0 {
        0
    } else {
        scaled(done.min(total), total, 100)
    }
}

#[component]
fn Chart(
    title: String,
    description: String,
    view_box: String,
    columns: (&'static str, &'static str),
    points: Vec<Point>,
    children: Children,
) -> impl IntoView {
    let rows = points
        .into_iter()
        .map(|point| {
            view! {
                <tr>
                    <th scope="row">{point.label}</th>
                    <td class="number">{grouped(point.value)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <figure class="chart">
            <figcaption>{title.clone()}</figcaption>
            <svg viewBox=view_box role="img" aria-label=format!("{title}。{description}")>
                {children()}
            </svg>
            <More summary=words().common.numbers_as_table>
                <table class="table">
                    <caption class="visually-hidden">{title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{columns.0}</th>
                            <th scope="col" class="number">{columns.1}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </More>
        </figure>
    }
}

fn most(points: &[Point]) -> u32 {
    points.iter().map(|point| point.value).max().unwrap_or(0)
}

/// `value` of `of`, on a scale that ends at `to`.
fn scaled(value: u32, of: u32, to: u32) -> u32 {
    let place = u64::from(value.min(of)) * u64::from(to) / u64::from(of.max(1));
    u32::try_from(place).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_one_is_not_a_hundred_percent() {
        assert_eq!(percentage(9_999, 10_000), 99);
        assert_eq!(percentage(10_000, 10_000), 100);
        assert_eq!(percentage(0, 0), 0);
        assert_eq!(percentage(u32::MAX, u32::MAX), 100);
    }
}
