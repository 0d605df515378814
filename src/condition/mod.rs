//! Conditions: questions about one signal, and the runs of steps that put them.

pub mod fold;
