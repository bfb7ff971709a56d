//! The file's way to the server: a plain form, with a bar that shows how much is sent where there is JavaScript.

use domain::error::Field;
use leptos::{ev::SubmitEvent, prelude::*};

use crate::{
    text::words,
    ui::{ButtonKind, FileInput, Icon, ProgressBar, SubmitButton},
};

/// Where the form goes: a plain route of the server.
const ACTION: &str = "/imports/upload";

/// How much of the file is sent, in kilobytes.
type Sent = RwSignal<Option<(u32, u32)>>;

#[component]
pub(super) fn UploadForm() -> impl IntoView {
    let import = &words().people_import;
    let sent: Sent = RwSignal::new(None);
    let done = Signal::derive(move || sent.get().map_or(0, |(done, _)| done));
    let total = Signal::derive(move || sent.get().map_or(0, |(_, total)| total));
    view! {
        <form
            class="form"
            method="post"
            action=ACTION
            enctype="multipart/form-data"
            on:submit=move |event| send(&event, sent)
        >
            <FileInput
                field=Field::File
                name="file"
                label=import.file
                hint=import.file_hint
                accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
            />
            <div class="buttons">
                <SubmitButton label=import.upload kind=ButtonKind::Primary icon=Icon::Import/>
            </div>
            <Show when=move || sent.with(Option::is_some)>
                <ProgressBar label=import.uploading done total/>
            </Show>
        </form>
    }
}

#[cfg(not(feature = "hydrate"))]
fn send(_: &SubmitEvent, _: Sent) {}

/// Sends the form by `XMLHttpRequest`, which tells how far it is, and goes where the server leads.
/// Whatever keeps that from working leaves the form to the browser.
#[cfg(feature = "hydrate")]
fn send(event: &SubmitEvent, sent: Sent) {
    use leptos::{
        wasm_bindgen::{JsCast, closure::Closure},
        web_sys::{FormData, HtmlFormElement, ProgressEvent, XmlHttpRequest},
    };

    let form = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let (Some(form), Ok(request)) = (form, XmlHttpRequest::new()) else {
        return;
    };
    let (Ok(data), Ok(upload)) = (FormData::new_with_form(&form), request.upload()) else {
        return;
    };
    if request.open("POST", ACTION).is_err() {
        return;
    }
    let _ = request.set_request_header("Accept", "text/html");
    let told = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a file has at most some ten thousand kilobytes"
        )]
        let kilobytes = |bytes: f64| (bytes / 1024.0).ceil() as u32;
        sent.set(Some((kilobytes(event.loaded()), kilobytes(event.total()))));
    });
    upload.set_onprogress(Some(told.as_ref().unchecked_ref()));
    // Both live as long as the page, which ends when the answer comes.
    told.forget();
    let answered = Closure::<dyn FnMut()>::new({
        let request = request.clone();
        move || {
            let address = request.response_url();
            let is_there = request
                .status()
                .is_ok_and(|status| (200..400).contains(&status))
                && !address.is_empty();
            sent.set(None);
            if is_there {
                let _ = window().location().set_href(&address);
            } else {
                // The browser sends it again and shows what the server says.
                let _ = form.submit();
            }
        }
    });
    request.set_onloadend(Some(answered.as_ref().unchecked_ref()));
    answered.forget();
    if request.send_with_opt_form_data(Some(&data)).is_ok() {
        event.prevent_default();
        sent.set(Some((0, 1)));
    }
}
