//! Whether a page is what the HTML standard calls valid, as far as its parser tells, and names nothing twice.

use std::{borrow::Cow, cell::RefCell, collections::HashSet, rc::Rc};

use html5ever::{
    Attribute, ExpandedName, ParseOpts, QualName, parse_document,
    tendril::{StrTendril, TendrilSink},
    tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
};

/// What the parser had to put up with, and every `id` that stands there twice.
///
/// Two liberties are Leptos' own, and browsers make the same of them: it marks places by `<!>`, an empty comment cut short,
/// and writes the page's data behind its end, from where they go into the body.
pub fn errors(page: &str) -> Vec<String> {
    let page = page.replace("<!>", "");
    let page = match page.split_once("</body></html>") {
        Some((page, data)) if data.starts_with("<script") => format!("{page}{data}</body></html>"),
        _ => page,
    };
    let mut options = ParseOpts::default();
    options.tokenizer.exact_errors = true;
    options.tree_builder.exact_errors = true;
    parse_document(Sink::default(), options).one(&*page)
}

/// Keeps the names of elements, which the parser asks for, and nothing else of the tree.
#[derive(Default)]
struct Sink {
    ids: RefCell<HashSet<String>>,
    errors: RefCell<Vec<String>>,
}

type Node = Rc<Option<QualName>>;

impl TreeSink for Sink {
    type Handle = Node;
    type Output = Vec<String>;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Vec<String> {
        self.errors.into_inner()
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.errors.borrow_mut().push(message.into_owned());
    }

    fn get_document(&self) -> Node {
        Node::default()
    }

    fn elem_name<'a>(&'a self, target: &'a Node) -> ExpandedName<'a> {
        target.as_ref().as_ref().unwrap().expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Node {
        for attribute in attributes {
            let is_id = &*attribute.name.local == "id";
            if is_id && !self.ids.borrow_mut().insert(attribute.value.to_string()) {
                let error = format!("the id {} stands there twice", attribute.value);
                self.errors.borrow_mut().push(error);
            }
        }
        Rc::new(Some(name))
    }

    fn create_comment(&self, _: StrTendril) -> Node {
        Node::default()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Node {
        Node::default()
    }

    fn get_template_contents(&self, _: &Node) -> Node {
        Node::default()
    }

    fn same_node(&self, one: &Node, other: &Node) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn append(&self, _: &Node, _: NodeOrText<Node>) {}
    fn append_based_on_parent_node(&self, _: &Node, _: &Node, _: NodeOrText<Node>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn append_before_sibling(&self, _: &Node, _: NodeOrText<Node>) {}
    fn add_attrs_if_missing(&self, _: &Node, _: Vec<Attribute>) {}
    fn remove_from_parent(&self, _: &Node) {}
    fn reparent_children(&self, _: &Node, _: &Node) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
}

#[test]
fn what_is_not_valid_is_told() {
    let page = |body: &str| {
        format!("<!DOCTYPE html><html><head><title>t</title></head><body>{body}</body></html>")
    };
    assert_eq!(
        errors(&page("<table><tbody><tr><td>a</td></tr></tbody></table>")),
        [""; 0]
    );
    for wrong in [
        "<table><p>a</p></table>",
        "<p><div>a</div></p>",
        "<p id=a></p><p id=a></p>",
        "<form><form></form></form>",
        "</span>",
    ] {
        assert_ne!(errors(&page(wrong)), [""; 0], "{wrong}");
    }
}
