//! One row of the matrix: a server function, a page or a plain route, what is sent to it, and what each actor is told.

use http::{Method, StatusCode};

use crate::{
    actors::Verdicts,
    marks::Mark,
    things::{Thing, Things},
    world::World,
};

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JSON, or for a plain form a redirect.
    Function,
    /// A page, whatever the visitor's program accepts.
    Page,
    /// A file or JSON; a browser that is refused is led to the page.
    File { page: &'static str },
}

/// Whether it may change anything but the operation log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Reads,
    /// Something, whenever it is done.
    Changes,
    /// Something, but nothing more when it is done again.
    Settles,
}

/// A value that is sent.
#[derive(Clone, Copy, Debug)]
pub enum Argument {
    /// `{n}` in it becomes a number that was not used before.
    Text(&'static str),
    Thing(Thing),
}

impl From<&'static str> for Argument {
    fn from(text: &'static str) -> Self {
        Self::Text(text)
    }
}

impl From<Thing> for Argument {
    fn from(thing: Thing) -> Self {
        Self::Thing(thing)
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Row {
    pub method: Method,
    /// As the router knows it, with `{…}` for what [`Row::at`] names.
    pub path: String,
    pub kind: Kind,
    pub effect: Effect,
    pub verdicts: Verdicts,
    pub done: StatusCode,
    pub shows: Vec<Mark>,
    places: Vec<Argument>,
    fields: Vec<(&'static str, Argument)>,
    file: Option<&'static str>,
    is_optional: bool,
    pub ends_session: bool,
}

impl Row {
    fn new(method: Method, path: String, kind: Kind, effect: Effect, verdicts: Verdicts) -> Self {
        Self {
            method,
            path,
            kind,
            effect,
            verdicts,
            done: StatusCode::OK,
            shows: Vec::new(),
            places: Vec::new(),
            fields: Vec::new(),
            file: None,
            is_optional: false,
            ends_session: false,
        }
    }

    /// A server function that changes nothing.
    pub fn read(name: &str, verdicts: Verdicts) -> Self {
        let path = format!("/api/{name}");
        Self::new(Method::POST, path, Kind::Function, Effect::Reads, verdicts)
    }

    /// A server function that changes something whenever it is done.
    pub fn change(name: &str, verdicts: Verdicts) -> Self {
        Self {
            effect: Effect::Changes,
            ..Self::read(name, verdicts)
        }
    }

    /// A server function that changes nothing when it is done again.
    pub fn settle(name: &str, verdicts: Verdicts) -> Self {
        Self {
            effect: Effect::Settles,
            ..Self::read(name, verdicts)
        }
    }

    pub fn page(path: &str, verdicts: Verdicts) -> Self {
        let path = path.to_owned();
        Self::new(Method::GET, path, Kind::Page, Effect::Reads, verdicts)
    }

    /// A file to download; browsers that are refused are led to `page`.
    pub fn download(path: &str, page: &'static str, verdicts: Verdicts) -> Self {
        let (path, kind) = (path.to_owned(), Kind::File { page });
        Self::new(Method::GET, path, kind, Effect::Reads, verdicts)
    }

    /// A file to send; browsers are led to `page` when it is refused.
    pub fn upload(path: &str, page: &'static str, file: &'static str, verdicts: Verdicts) -> Self {
        let (path, kind) = (path.to_owned(), Kind::File { page });
        Self {
            file: Some(file),
            ..Self::new(Method::POST, path, kind, Effect::Changes, verdicts)
        }
    }

    /// Says what the next `{…}` of the path is.
    pub fn at(mut self, argument: impl Into<Argument>) -> Self {
        self.places.push(argument.into());
        self
    }

    /// Sends a field: of the form, or of the query of a page.
    pub fn with(mut self, name: &'static str, argument: impl Into<Argument>) -> Self {
        self.fields.push((name, argument.into()));
        self
    }

    /// What the organisation's own actors read when it is done: proof that a mark would be seen.
    pub fn shows<const N: usize>(mut self, marks: [Mark; N]) -> Self {
        self.shows = marks.to_vec();
        self
    }

    /// Another answer than 200 to who may ask.
    pub fn answers(mut self, done: StatusCode) -> Self {
        self.done = done;
        self
    }

    /// Gives every actor a new session before they ask: it ends theirs.
    pub fn ends_session(mut self) -> Self {
        self.ends_session = true;
        self
    }

    /// Whether anything in it belongs to the organisation.
    pub fn names_things(&self) -> bool {
        self.asked_for().next().is_some()
    }

    /// Every field may be left out.
    pub fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    /// Whether a field must be sent.
    pub fn needs_fields(&self) -> bool {
        !self.fields.is_empty() && !self.is_optional
    }

    /// What is sent, with the organisation's things.
    pub async fn named(&self, world: &World) -> Sent {
        let mut names = Vec::new();
        for thing in self.asked_for() {
            let number = world.number();
            let name = world
                .things
                .name(&world.backend, thing, number, &names)
                .await;
            names.push(name);
        }
        self.sent(world, names)
    }

    /// The same with things that never were.
    pub fn unknown(&self, world: &World) -> Sent {
        let names = self
            .asked_for()
            .map(|thing| Things::unknown(&world.backend, thing))
            .collect();
        self.sent(world, names)
    }

    /// The same with what is no name of anything; nothing when no thing is named.
    pub fn malformed(&self, world: &World) -> Option<Sent> {
        self.names_things().then(|| {
            let names = self.asked_for().map(|_| "no-such-form".to_owned());
            self.sent(world, names.collect())
        })
    }

    fn asked_for(&self) -> impl Iterator<Item = Thing> {
        let fields = self.fields.iter().map(|(_, argument)| argument);
        let all = self.places.iter().chain(fields);
        all.filter_map(|argument| match argument {
            Argument::Thing(thing) => Some(*thing),
            Argument::Text(_) => None,
        })
    }

    fn sent(&self, world: &World, names: Vec<String>) -> Sent {
        let mut unused = names.iter();
        let mut value = |argument: &Argument| match argument {
            Argument::Text(text) => text.replace("{n}", &world.number().to_string()),
            Argument::Thing(_) => unused.next().unwrap().clone(),
        };
        let mut path = self.path.clone();
        for place in &self.places {
            let (before, rest) = path.split_once('{').unwrap();
            let (_, after) = rest.split_once('}').unwrap();
            path = format!("{before}{}{after}", value(place));
        }
        let fields = self.fields.iter();
        let fields = fields.map(|(name, argument)| ((*name).to_owned(), value(argument)));
        let fields = fields.collect();
        let page = match self.kind {
            Kind::File { page } => page.replace("{}", names.first().map_or("", |name| name)),
            Kind::Function | Kind::Page => String::new(),
        };
        Sent {
            method: self.method.clone(),
            path,
            fields,
            file: self.file,
            page,
            names,
        }
    }
}

/// A request, but for who sends it.
#[derive(Clone, Debug)]
pub struct Sent {
    pub method: Method,
    pub path: String,
    pub fields: Vec<(String, String)>,
    pub file: Option<&'static str>,
    /// Where a browser is led that is refused a file.
    pub page: String,
    /// What the things in it are called.
    pub names: Vec<String>,
}
