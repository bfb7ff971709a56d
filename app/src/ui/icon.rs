//! Line icons, drawn by us on a 24-unit square. They only accompany words: hidden from screen readers.

use leptos::prelude::*;

/// One of the product's icons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Home,
    Book,
    Send,
    Person,
    People,
    Folder,
    Import,
    Log,
    Settings,
    More,
    Check,
    Info,
    Warning,
    Error,
    Close,
    Search,
    Filter,
    Plus,
    Edit,
    Trash,
    Download,
    Print,
    Copy,
    Mail,
    Key,
    Clock,
    Calendar,
    ArrowLeft,
    ArrowRight,
    ArrowDown,
    SignOut,
    Globe,
    Sun,
    Question,
    Chart,
    File,
}

impl Icon {
    /// The strokes, as one SVG path.
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "M4 11 12 4l8 7M6 9.5V20h12V9.5M10 20v-6h4v6",
            Self::Book => {
                "M12 6.5C10 5 7 4.5 4 5v13.5c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5V5c-3-.5-6 0-8 1.5zM12 6.5V20"
            }
            Self::Send => "M21 3 10 14M21 3l-7 18-4-7-7-4z",
            Self::Person => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c.5-4 3.5-6 8-6s7.5 2 8 6",
            Self::People => {
                "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.4-3.7 2.7-5.5 6.5-5.5s6.1 1.8 6.5 5.5M15.5 4.9a3.5 3.5 0 0 1 0 6.3M17.5 14.9c2.3.6 3.7 2.3 4 5.1"
            }
            Self::Folder => "M3 6.5h6l2 2.5h10v10.5H3z",
            Self::Import => "M12 3v12M7.5 10.5 12 15l4.5-4.5M4 15v5h16v-5",
            Self::Log => "M5 4h14v16H5zM8.5 8.5h7M8.5 12h7M8.5 15.5h4",
            Self::Settings => "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
            Self::More => "M4 7h16M4 12h16M4 17h16",
            Self::Check => "M5 12.5 10 17.5 19.5 7",
            Self::Info => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.5v.1",
            Self::Warning => "M12 4 2.5 20h19zM12 10v5M12 17.5v.1",
            Self::Error => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5V13M12 16.4v.1",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Search => "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20.5 20.5",
            Self::Filter => "M4 6h16M7 12h10M10 18h4",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Edit => "M4 20h4L19.5 8.5l-4-4L4 16zM13 7l4 4",
            Self::Trash => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5.5M14 11v5.5",
            Self::Download => "M12 4v11M7.5 10.5 12 15l4.5-4.5M5 20h14",
            Self::Print => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
            Self::Copy => "M9 9h11v11H9zM5 15H4V4h11v1",
            Self::Mail => "M3 6h18v12.5H3zM3.5 6.5 12 13l8.5-6.5",
            Self::Key => "M8 15.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12.5 11H21v4M17 11v3",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
            Self::Calendar => "M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4",
            Self::ArrowLeft => "M19 12H5M11 6l-6 6 6 6",
            Self::ArrowRight => "M5 12h14M13 6l6 6-6 6",
            Self::ArrowDown => "M7 10l5 5 5-5",
            Self::SignOut => "M10 4H5v16h5M15 8l4 4-4 4M9.5 12H19",
            Self::Globe => {
                "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3.5 12h17M12 3c-5 5.5-5 12.5 0 18 5-5.5 5-12.5 0-18z"
            }
            Self::Sun => {
                "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"
            }
            Self::Question => {
                "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5c.2-1.5 1.2-2.3 2.6-2.3 1.5 0 2.5.9 2.5 2.2 0 2-2.6 2-2.6 4.1M12 16.6v.1"
            }
            Self::Chart => "M4 4v16h16M8.5 16v-4M12.5 16V8M16.5 16v-6",
            Self::File => "M6 3h8l4 4v14H6zM14 3v4h4",
        }
    }
}

impl Icon {
    /// The drawing.
    pub fn view(self) -> AnyView {
        view! {
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
                <path d=self.path()></path>
            </svg>
        }
        .into_any()
    }
}

impl IntoRender for Icon {
    type Output = AnyView;

    fn into_render(self) -> AnyView {
        self.view()
    }
}

/// The watchtower, the product's mark.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <path
                class="roof"
                d="M16 2 29 10.5c-4-.6-8.5-.9-13-.9s-9 .3-13 .9z"
            ></path>
            <path
                class="frame"
                d="M8.5 11.5v5.5M23.5 11.5v5.5M6 17h20M9.5 17 7 29.5M22.5 17 25 29.5M8.6 23h14.8M9.5 17l13.9 6M22.5 17 8.6 23"
            ></path>
        </svg>
    }
}
