//! The catalogue of signals: one table, from which everything that lists signals is generated.
