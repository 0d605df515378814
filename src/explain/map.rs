//! The side map (`.nsb.map`), as far as an explanation needs it. `compile` writes it; it never goes to a visitor.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Line, Lines};

#[derive(Debug, Clone, Default, Deserialize)]
pub struct SideMap {
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    experiences: BTreeMap<String, Place>,
    #[serde(default)]
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, Deserialize)]
struct Place {
    file: u32,
    line: u32,
    column: u32,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Condition {
    #[serde(default)]
    steps: Vec<Place>,
    #[serde(default)]
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, Deserialize)]
struct Segment {
    name: String,
}

impl SideMap {
    fn line(&self, place: &Place) -> Option<Line> {
        let file = self.files.get(place.file as usize)?.clone();
        Some(Line { file, line: place.line, column: place.column })
    }
}

impl Lines for SideMap {
    fn experience(&self, name: &str) -> Option<Line> {
        self.line(self.experiences.get(name)?)
    }

    fn step(&self, condition: u32, step: u32) -> Option<Line> {
        self.line(self.conditions.get(condition as usize)?.steps.get(step as usize)?)
    }

    fn segment(&self, condition: u32) -> Option<String> {
        Some(self.conditions.get(condition as usize)?.segments.first()?.name.clone())
    }
}
