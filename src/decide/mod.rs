//! Deciding: who sees what, in one fixed order, with a reason for every answer.

pub mod bucket;
