//! What a content puts into forms: whoever sends one sends it.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Attribute, Element};

use super::super::flat::OPEN;
use super::loads::{Act, Address, decoded};

/// The form that is being read: where it leads.
#[derive(Debug, Default)]
pub struct Forms(Rc<RefCell<Option<String>>>);

impl Forms {
    /// What an element of markup adds to a form, and where in the markup that is.
    pub fn enter(&self, element: &mut Element) -> (Option<Range<usize>>, Option<Address>) {
        let tag = element.tag_name();
        if tag == "form" {
            self.open(element);
        }
        let value = element.attributes().iter().find(|one| one.name() == "value");
        let place = value.and_then(Attribute::value_source_location).map(|place| place.bytes());
        (place, self.field(&tag, element))
    }

    fn open(&self, element: &mut Element) {
        *self.0.borrow_mut() = Some(decoded(&element.get_attribute("action").unwrap_or_default()));
        if let Some(handlers) = element.end_tag_handlers() {
            let form = Rc::clone(&self.0);
            handlers.push(Box::new(move |_| {
                form.borrow_mut().take();
                Ok(())
            }));
        }
    }

    fn field(&self, tag: &str, element: &Element) -> Option<Address> {
        let value = decoded(&element.get_attribute("value")?);
        let name = decoded(&element.get_attribute("name").unwrap_or_default());
        let kind = element.get_attribute("type").unwrap_or_default().to_ascii_lowercase();
        let is_hidden = tag == "input" && kind == "hidden";
        let is_seen = tag == "input" && !matches!(kind.as_str(), "hidden" | "checkbox" | "radio");
        let is_field = matches!(tag, "input" | "button") && !name.is_empty() || tag == "option";
        let pair = format!("{name}={value}");
        if !is_field {
            None
        } else if value.contains(OPEN) {
            Some((if is_seen { Act::Enter } else { Act::Send }, pair))
        } else if !is_hidden {
            // Chosen or looked at by whoever sends it, as a link is.
            None
        } else if let Some(action) = &*self.0.borrow() {
            // Like a link that is marked.
            Some((Act::Follow, format!("{}?{pair}", action.split(['?', '#']).next().unwrap_or(""))))
        } else {
            Some((Act::Send, pair))
        }
    }
}

/// Whether an attribute that an operation sets is sent with a form. Whether its field can be seen nobody knows.
pub fn of_attribute(tag: &str, name: &str) -> Option<Act> {
    let is_sent = match name {
        "value" => matches!(tag, "input" | "button" | "option" | ""),
        "name" | "form" => matches!(tag, "input" | "button" | "select" | "textarea" | "fieldset" | "output"),
        "disabled" => matches!(tag, "input" | "select" | "textarea" | "fieldset"),
        "method" | "enctype" | "formmethod" | "formenctype" => true,
        _ => false,
    };
    is_sent.then_some(Act::Enter)
}
