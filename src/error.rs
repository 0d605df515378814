//! Why a bundle was not taken: data first, a sentence only when somebody reads it.

/// The reader's refusals. Codes are stable and documented in `docs/errors.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum LoadError {
    /// Larger than [`crate::limits::BUNDLE_BYTES`].
    TooLarge = 1,
    /// Shorter than its header, or than the length that the header states.
    Truncated = 2,
    /// Does not start with `NSB1`.
    NotABundle = 3,
    /// Written by a newer major version of the format.
    TooNew = 4,
    /// The integrity hash does not fit: altered on its way.
    Altered = 5,
    /// The hash fits, and the content is still not a program: `section` and `offset` say where.
    Invalid { section: u32, offset: u32 } = 6,
}

impl LoadError {
    /// Its number, for a caller that has the codes and hints itself (`pkg/src/refusal.ts`).
    pub fn number(self) -> u8 {
        match self {
            LoadError::TooLarge => 1,
            LoadError::Truncated => 2,
            LoadError::NotABundle => 3,
            LoadError::TooNew => 4,
            LoadError::Altered => 5,
            LoadError::Invalid { .. } => 6,
        }
    }

    /// The stable code, `bundle_truncated` and so on.
    pub fn code(self) -> &'static str {
        match self {
            LoadError::TooLarge => "bundle_too_large",
            LoadError::Truncated => "bundle_truncated",
            LoadError::NotABundle => "bundle_not_recognised",
            LoadError::TooNew => "bundle_too_new",
            LoadError::Altered => "bundle_altered",
            LoadError::Invalid { .. } => "bundle_invalid",
        }
    }

    /// What to do about it.
    #[cold]
    pub fn hint(self) -> &'static str {
        match self {
            LoadError::TooLarge => {
                "bundles are limited to 8 MiB; split the ruleset or serve content from the page with `use: \"#template\"`"
            }
            LoadError::Truncated => "the download was cut off, or the file is not complete; fetch it again",
            LoadError::NotABundle => {
                "this is not an .nsb file; is the address right, or did the server answer with an HTML page?"
            }
            LoadError::TooNew => "update the nearside package to at least the version that built this bundle",
            LoadError::Altered => {
                "the file was changed after `nearside build`; serve it byte for byte, without text transformation"
            }
            LoadError::Invalid { .. } => "build the bundle again with `nearside build`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LoadError;

    #[test]
    fn the_package_has_these_codes_and_hints_by_these_numbers() {
        let plain = |text: &str| text.replace(['\\', '"', '\''], "");
        let mut rest = plain(include_str!("../pkg/src/refusal.ts"));
        let all = [
            LoadError::TooLarge,
            LoadError::Truncated,
            LoadError::NotABundle,
            LoadError::TooNew,
            LoadError::Altered,
            LoadError::Invalid { section: 0, offset: 0 },
        ];
        for (number, error) in (1..).zip(all) {
            assert_eq!(error.number(), number);
            let row = plain(&format!("[{}, {}]", error.code(), error.hint()));
            let at = rest.find(&row).unwrap_or_else(|| panic!("refusal.ts lacks {row}, or has it elsewhere"));
            rest.drain(..at + row.len());
        }
    }
}
