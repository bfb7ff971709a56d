//! The parts pages are built of. Rendered on the server first; they work without JavaScript and hydrate as they are.
//!
//! # How a page is composed
//!
//! ```ignore
//! #[component]
//! pub fn GroupsPage() -> impl IntoView {
//!     let text = words();                                     // app::text; never a literal
//!     let create = ServerAction::<CreateGroup>::new();
//!     let deeds = deeds();                                    // what is shown is read anew after each deed
//!     let groups = Resource::new(move || deeds.count(), |_| list_groups(None));
//!     view! {
//!         <Page title=text.groups.title lead=text.groups.lead>
//!             <Done outcomes=vec![("created", text.groups.created)]/>          // ?done=created after the redirect
//!             <ServerForm action=create>                                       // shows refusals by itself
//!                 <TextInput field=Field::GroupName name="name" required=true maxlength=60/>
//!                 <FormActions><SubmitButton label=text.groups.create icon=Icon::Plus/></FormActions>
//!             </ServerForm>
//!             <Loaded resource=groups let:rows>                                // skeleton, then list or ErrorState
//!                 <GroupTable rows/>
//!             </Loaded>
//!         </Page>
//!     }
//! }
//! ```
//!
//! * One `Page` a route; its heading takes the focus after a navigation. `SsrMode::Async` on its route
//!   (`crate::routes`), so that it is whole without JavaScript.
//! * A list: `SearchBox`, `FilterChips`, `Table` (rows are `<tr>`s with `data-label` on each `<td>`), `Pager`; state in the query.
//! * A form: `ServerForm` around fields. With JavaScript nothing typed is lost; without it the server function keeps the
//!   values in a draft (`backend::drafts`) and redirects back with `?draft=<id>`: give the fields `value=draft_value("name")`
//!   ([`draft_value`]; else what the row holds). Secrets are never kept.
//! * What can't be undone: `More` with a `ServerForm` with [`Confirm`] in it.
//! * Plain routes of the server (downloads, uploads): links with `rel="external"` ([`ButtonLink`]'s `external`).
//! * No inline styles, no literal words, no clock, no random number while rendering.

mod button;
mod chart;
mod deeds;
mod disclosure;
mod failure;
mod form;
mod icon;
mod list;
mod notice;
mod page;
mod progress;
mod replaced;
#[cfg(all(test, feature = "ssr"))]
mod tests;
mod unsaved;
mod waiting;

pub use button::*;
pub use chart::*;
pub use deeds::{Deeds, deeds};
pub use disclosure::*;
pub use failure::*;
pub use form::*;
pub use icon::*;
pub use list::*;
pub use notice::*;
pub use page::*;
pub use progress::*;
pub use replaced::*;
pub use unsaved::*;
pub use waiting::*;
