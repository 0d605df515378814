//! Tokens that show variants to a team: a link that a site can take from an address, since nobody else can make one.
//!
//! They are JWTs (RFC 7519) signed with Ed25519 (RFC 8037), of a type of their own (RFC 8725, section 3.11), so that any
//! library of the field can sign one. `pkg/src/preview.ts` reads them where a page is served or shown; both are held to
//! `tests/cases/previews.json`.

pub mod base64url;
#[cfg(feature = "shell")]
pub mod ed25519;

use serde_json::{Map, Value as Json, json};

use crate::limits;

/// The parameter of an address that holds a token.
pub const PARAMETER: &str = "nearside-preview";
/// What a token is, in its header.
pub const TYPE: &str = "nearside-preview+jwt";

/// What a token says.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// The ruleset that it is for.
    pub id: String,
    /// Variants to be seen, by experience.
    pub previews: Map<String, Json>,
    /// Seconds since 1970, as a JWT has them.
    pub expires: f64,
    pub not_before: Option<f64>,
}

/// A token that reads. Nobody knows yet who made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub claims: Claims,
    /// The bytes that are signed.
    pub signed: String,
    pub signature: [u8; 64],
}

macro_rules! verdicts {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal,)*) => {
        /// What became of a token. Words are stable; `pkg/src/preview.ts` says the same ones.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Verdict { $($(#[doc = $doc])* $name,)* }

        impl Verdict {
            pub const ALL: &'static [Verdict] = &[$(Verdict::$name,)*];

            pub fn word(self) -> &'static str {
                match self { $(Verdict::$name => $word,)* }
            }

            /// A sentence for people.
            pub fn sentence(self) -> &'static str {
                match self { $(Verdict::$name => concat!($($doc),*).trim_ascii(),)* }
            }
        }
    };
}

verdicts! {
    /// These variants may be shown.
    Valid = "valid",
    /// There is no token.
    Absent = "absent",
    /// This is no token, or not the whole of one.
    Malformed = "malformed",
    /// The public key is none.
    KeyInvalid = "key_invalid",
    /// Nothing here can verify Ed25519.
    Unsupported = "unsupported",
    /// The token was altered, or signed with another key.
    SignatureInvalid = "signature_invalid",
    /// The token is for another ruleset.
    OtherId = "other_id",
    /// The token's time has not come.
    NotYet = "not_yet",
    /// The token has expired.
    Expired = "expired",
}

impl Claims {
    /// The bytes to sign: header and claims.
    pub fn to_sign(&self) -> String {
        let header = json!({ "alg": "EdDSA", "typ": TYPE });
        // Whole seconds are written without a fraction.
        let expires = if self.expires.fract() == 0.0 { json!(self.expires as i64) } else { json!(self.expires) };
        let claims = json!({ "aud": self.id, "exp": expires, "previews": self.previews });
        [header, claims].map(|part| base64url::encode(part.to_string().as_bytes())).join(".")
    }

    /// What a token is worth whose signature fits, at a moment in milliseconds and to a site of this id.
    pub fn judge(&self, now: i64, id: Option<&str>) -> Verdict {
        let now = now as f64 / 1_000.0;
        if id.is_some_and(|id| id != self.id) {
            Verdict::OtherId
        } else if now >= self.expires {
            Verdict::Expired
        } else if self.not_before.is_some_and(|from| now < from) {
            Verdict::NotYet
        } else {
            Verdict::Valid
        }
    }
}

/// The token of what was signed.
pub fn token(signed: &str, signature: &[u8]) -> String {
    format!("{signed}.{}", base64url::encode(signature))
}

/// Reads a token, or the one in an address.
///
/// # Errors
/// [`Verdict::Absent`] or [`Verdict::Malformed`].
pub fn read(text: &str) -> Result<Token, Verdict> {
    if text.len() > limits::PREVIEW_ADDRESS {
        return Err(Verdict::Malformed);
    }
    let text = text.trim();
    let token = if text.contains("://") { parameter(text).ok_or(Verdict::Absent)? } else { text };
    if token.is_empty() {
        return Err(Verdict::Absent);
    }
    if token.len() > limits::PREVIEW_TOKEN {
        return Err(Verdict::Malformed);
    }
    parse(token).ok_or(Verdict::Malformed)
}

/// The token in the query or the fragment of an address. Its letters are those that no address escapes.
fn parameter(address: &str) -> Option<&str> {
    let (rest, fragment) = address.split_once('#').unwrap_or((address, ""));
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').chain(fragment.split('&'));
    pairs.filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == PARAMETER).map(|(_, token)| token)
}

fn parse(token: &str) -> Option<Token> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let signature = base64url::decode(signature)?.try_into().ok()?;
    let [header, claims] = [part(header)?, part(claims)?];
    let is_ours = matches!(header.get("alg")?.as_str()?, "EdDSA" | "Ed25519") && header.get("typ")?.as_str()? == TYPE;
    // RFC 7515, section 4.1.11: extensions that have to be understood.
    if !is_ours || header.contains_key("crit") {
        return None;
    }
    let previews = claims.get("previews")?.as_object()?;
    let seconds = |name: &str| match claims.get(name) {
        None => Some(None),
        Some(time) => time.as_f64().filter(|time| (0.0..LATEST).contains(time)).map(Some),
    };
    let claims = Claims {
        id: claims.get("aud")?.as_str()?.to_owned(),
        previews: previews.clone(),
        expires: seconds("exp")??,
        not_before: seconds("nbf")?,
    };
    (!previews.is_empty() && previews.values().all(Json::is_string)).then(|| Token {
        claims,
        signed: signed.to_owned(),
        signature,
    })
}

/// The latest moment that JavaScript's dates can say, in seconds.
const LATEST: f64 = 8.64e12;

fn part(text: &str) -> Option<Map<String, Json>> {
    match serde_json::from_slice(&base64url::decode(text)?) {
        Ok(Json::Object(object)) => Some(object),
        _ => None,
    }
}

/// An address with a token in its query, in place of one that it had.
pub fn link(address: &str, token: &str) -> String {
    let (rest, fragment) = address.split_once('#').map_or((address, None), |(rest, fragment)| (rest, Some(fragment)));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(PARAMETER);
    let own = format!("{PARAMETER}={token}");
    let pairs: Vec<&str> = query.split('&').filter(is_other).chain([own.as_str()]).collect();
    let fragment = fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
    format!("{path}?{}{fragment}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_what_the_address_says() {
        assert_eq!(link("https://a.example/", "t"), "https://a.example/?nearside-preview=t");
        assert_eq!(link("https://a.example/?b=1#c", "t"), "https://a.example/?b=1&nearside-preview=t#c");
        assert_eq!(link("https://a.example/?nearside-preview=old&b", "t"), "https://a.example/?b&nearside-preview=t");
    }

    #[test]
    fn the_package_has_these_verdicts() {
        let source = include_str!("../../pkg/src/preview.ts");
        let list = source.split("export type PreviewReason =").nth(1).and_then(|rest| rest.split(';').next());
        let words: Vec<&str> = list.unwrap_or_default().split('"').skip(1).step_by(2).collect();
        assert_eq!(words, Verdict::ALL.iter().map(|verdict| verdict.word()).collect::<Vec<_>>());
    }
}
