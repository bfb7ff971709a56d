use leptos::prelude::*;
#[derive(Clone, Debug)]
pub struct Document;
impl Document { pub fn from_trunk(_: &str) -> Option<Self> { Some(Self) } }
pub fn shell(_: std::sync::Arc<Document>) -> impl IntoView { view! { <!DOCTYPE html><html><head><script nonce=leptos::nonce::use_nonce()></script></head><body><crate::App/></body></html> } }
