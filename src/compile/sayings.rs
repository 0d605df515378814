//! What visitors are told who want to know: why an experience is shown (`because`), how a question is asked (`ask`), which
//! topics are not named on a screen. A visit needs none of it; elements and explanations read it where it lies.

use super::compiler::Compiler;
use crate::ops::{Content, Op, Text};
use crate::program::records::{NONE, Saying, SayingKind};
use crate::ruleset::model::TextSource;

type Name = crate::diagnostic::Spanned<String>;

/// One text: of what, of whom, in which language, and where it was written.
pub struct Said<'a> {
    kind: SayingKind,
    of: &'a Name,
    language: Option<&'a str>,
    text: Text,
}

impl<'a> Compiler<'a> {
    /// The texts. What they interpolate is read like any other signal, so it is asked for before memory is laid out.
    pub fn said(&mut self) -> Vec<Said<'a>> {
        let ruleset = self.ruleset;
        let mut all = Vec::new();
        for experience in &ruleset.experiences {
            if let Some(because) = &experience.because {
                self.speak(SayingKind::Because, &experience.id, because, &mut all);
            }
        }
        for question in &ruleset.declare {
            if let Some(ask) = &question.ask {
                self.speak(SayingKind::Ask, &question.name, ask, &mut all);
            }
        }
        all
    }

    fn speak(&mut self, kind: SayingKind, of: &'a Name, source: &'a TextSource, all: &mut Vec<Said<'a>>) {
        let TextSource::Message(key) = source else {
            let text = self.text(source, 0);
            all.push(Said { kind, of, language: None, text });
            return;
        };
        let ruleset = self.ruleset;
        for (index, messages) in ruleset.messages.iter().enumerate() {
            if messages.entries.iter().any(|(name, _)| name.value == key.value) {
                let text = self.text(source, index);
                all.push(Said { kind, of, language: Some(&messages.language.value), text });
            }
        }
    }

    /// Stored behind all else, so that nothing here counts as shown by a slot. A question that nobody asks has no answer that
    /// could be kept, and is left out.
    pub fn sayings(&mut self, said: Vec<Said>) {
        for Said { kind, of, language, text } in said {
            let name = self.tables.string(&of.value);
            let is_asked = self.tables.draft.declarations.iter().any(|known| known.key == name);
            if kind == SayingKind::Ask && !is_asked {
                continue;
            }
            let language = language.map_or(NONE, |language| self.tables.string(language));
            let content = self.store(Content::Ops(vec![Op::Text(text)]), of.span);
            self.tables.draft.sayings.push(Saying { kind: kind as u32, name, language, content });
        }
        let ruleset = self.ruleset;
        for topic in ruleset.topics.iter().flat_map(|topics| &topics.discreet) {
            let name = self.tables.string(&topic.value);
            let saying = Saying { kind: SayingKind::Discreet as u32, name, language: NONE, content: NONE };
            if !self.tables.draft.sayings.contains(&saying) {
                self.tables.draft.sayings.push(saying);
            }
        }
    }
}
