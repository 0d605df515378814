//! Hashes by which a policy lets in a script that stands in the page (CSP3, sections 2.3.1 and 6.7.3.3).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::policy::lower_starts;

/// Of a policy: which digest, and its bytes.
pub struct Hash {
    of: fn(&[u8]) -> Vec<u8>,
    digest: Vec<u8>,
}

type Digest = fn(&[u8]) -> Vec<u8>;

const KINDS: [(&str, Digest); 3] = [
    ("'sha256-", |text| Sha256::digest(text).to_vec()),
    ("'sha384-", |text| Sha384::digest(text).to_vec()),
    ("'sha512-", |text| Sha512::digest(text).to_vec()),
];

/// Whether a source is a hash, one that nothing can have too.
pub fn is_hash(word: &str) -> bool {
    KINDS.iter().any(|(start, _)| lower_starts(word, start))
}

impl Hash {
    pub fn read(word: &str) -> Option<Hash> {
        let (start, of) = KINDS.iter().find(|(start, _)| lower_starts(word, start))?;
        // Policies may write it as addresses do.
        let text = word.get(start.len()..)?.strip_suffix('\'')?.replace('-', "+").replace('_', "/");
        let digest = STANDARD_NO_PAD.decode(text.trim_end_matches('=')).unwrap_or_default();
        Some(Hash { of: *of, digest })
    }

    pub fn is_of(&self, script: &str) -> bool {
        (self.of)(script.as_bytes()) == self.digest
    }
}

/// The source that lets this script in.
pub fn of(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_of_its_script_however_it_is_written() {
        let script = "start()~~~";
        let own = of(script);
        let addressed = own.replace('+', "-").replace('/', "_").replace('=', "").replace("sha256", "SHA256");
        let digest = |bytes: &[u8]| STANDARD.encode(bytes);
        let sha384 = format!("'sha384-{}'", digest(&Sha384::digest(script)));
        let sha512 = format!("'sha512-{}'", digest(&Sha512::digest(script)));
        for word in [own, addressed, sha384, sha512] {
            assert!(Hash::read(&word).is_some_and(|hash| hash.is_of(script) && !hash.is_of("start()")), "{word}");
        }
        for word in ["'sha256-AAAA'", "'sha256-'", "'sha256-§'"] {
            assert!(is_hash(word) && Hash::read(word).is_some_and(|hash| !hash.is_of(script)), "{word}");
        }
        assert!(Hash::read("'self'").is_none() && Hash::read("'sha256-AAAA").is_none());
    }
}
