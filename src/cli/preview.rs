//! `nearside preview`: keys, tokens and links that show variants to a team, and nobody else.

use serde_json::{Map, Value as Json, json};

use super::args::{Keygen, Preview, PreviewCommand, Sign, Verify};
use super::host::{Exit, Host};
use super::{load, style, visit};
use crate::limits;
use crate::preview::{Claims, Verdict, base64url, link, read, token};
use crate::ruleset;

pub fn run(args: &Preview, host: &mut dyn Host) -> Result<Exit, String> {
    match &args.command {
        PreviewCommand::Keygen(keygen) => make_key(keygen, args.json, host),
        PreviewCommand::Sign(sign) => make_token(sign, args.json, host),
        PreviewCommand::Verify(verify) => judge(verify, args.json, host),
    }
}

/// A key as files hold it: a JSON Web Key (RFC 8037, section 2).
struct Key {
    secret: [u8; 32],
    public: [u8; 32],
}

fn make_key(args: &Keygen, json: bool, host: &mut dyn Host) -> Result<Exit, String> {
    let [secret, public] = host.keypair()?;
    let [secret, public] = [secret, public].map(|half| base64url::encode(&half));
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": public, "d": secret });
    host.write_secret(&args.out, format!("{key}\n").as_bytes())?;
    if json {
        host.print(&format!("{}\n", json!({ "file": args.out, "public_key": public })));
        return Ok(Exit::Fine);
    }
    host.print(&format!("{public}\n"));
    host.warn(&format!(
        "this is the public key, which the site verifies with: `previewsFrom(address, {{ publicKey }})`\nthe secret one is in `{}`: whoever has it can switch variants; keep it out of the repository\n",
        args.out
    ));
    Ok(Exit::Fine)
}

fn make_token(args: &Sign, json: bool, host: &mut dyn Host) -> Result<Exit, String> {
    let key = Key::read(&args.key, host)?;
    let now = host.now();
    let lasts = lasts(&args.expires)?;
    if let Some(url) = args.url.as_ref().filter(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
        return Err(format!("`--url {url}` is no address of a page\n  hint: --url https://www.example.com/"));
    }
    let Some(ready) = load::program(&args.ruleset, now, host)? else { return Ok(Exit::Findings) };
    let pairs =
        args.previews.iter().map(|pair| visit::previewed(pair, "")).collect::<Result<Map<String, Json>, _>>()?;
    visit::previews(&ready.program, &pairs)?;
    let expires = ((now as f64 + lasts) / 1_000.0).floor();
    let id = ready.program.text(ready.program.id).to_owned();
    let claims = Claims { id, previews: pairs, expires, not_before: None };
    let signed = claims.to_sign();
    let signature = host.sign(&key.secret, signed.as_bytes())?;
    if !host.verify(&key.public, signed.as_bytes(), &signature)? {
        return Err(format!("the halves of `{}` do not belong together\n  hint: {KEYGEN}", args.key));
    }
    let token = token(&signed, &signature);
    if token.len() > limits::PREVIEW_TOKEN {
        return Err(format!(
            "this token has {} characters, more than {} are not read\n  hint: preview fewer experiences with one link",
            token.len(),
            limits::PREVIEW_TOKEN
        ));
    }
    let link = args.url.as_ref().map(|url| link(url, &token));
    let until = moment(expires);
    if json {
        let all =
            json!({ "token": token, "link": link, "id": claims.id, "previews": claims.previews, "expires": until });
        host.print(&format!("{all}\n"));
        return Ok(Exit::Fine);
    }
    host.print(&format!("{token}\n"));
    if let Some(link) = link {
        host.print(&format!("{link}\n"));
    }
    host.warn(&format!("shows {} of {} until {until}\n", args.previews.join(", "), claims.id));
    Ok(Exit::Fine)
}

fn judge(args: &Verify, json: bool, host: &mut dyn Host) -> Result<Exit, String> {
    let public = public_key(&args.public_key, host)?;
    let now = load::moment(args.now.as_deref(), host)?;
    let read = read(&args.token);
    let verdict = match &read {
        Err(verdict) => *verdict,
        Ok(token) if !host.verify(&public, token.signed.as_bytes(), &token.signature)? => Verdict::SignatureInvalid,
        Ok(token) => token.claims.judge(now, args.id.as_deref()),
    };
    // What is not signed by this key says nothing.
    let claims = read.ok().filter(|_| verdict != Verdict::SignatureInvalid).map(|token| token.claims);
    if json {
        let [id, until] = [claims.as_ref().map(|of| of.id.clone()), claims.as_ref().map(|of| moment(of.expires))];
        let previews = claims.filter(|_| verdict == Verdict::Valid).map(|claims| claims.previews);
        let all = json!({ "reason": verdict.word(), "previews": previews, "id": id, "expires": until });
        host.print(&format!("{all}\n"));
    } else {
        let colour = host.colour().out;
        let is_valid = verdict == Verdict::Valid;
        let word = if is_valid { style::good(verdict.word(), colour) } else { style::bad(verdict.word(), colour) };
        host.print(&format!("{word}: {}\n", verdict.sentence()));
        if let Some(claims) = claims {
            let pairs = claims.previews.iter();
            let pairs: Vec<String> =
                pairs.map(|(name, variant)| format!("{name}={}", variant.as_str().unwrap_or_default())).collect();
            host.print(&format!("{} of {}, until {}\n", pairs.join(", "), claims.id, moment(claims.expires)));
        }
    }
    Ok(if verdict == Verdict::Valid { Exit::Fine } else { Exit::Findings })
}

const KEYGEN: &str = "`nearside preview keygen` makes a key";

impl Key {
    fn read(path: &str, host: &mut dyn Host) -> Result<Key, String> {
        let bytes = host.read(path).map_err(|problem| format!("{problem}\n  hint: {KEYGEN}"))?;
        let none = || format!("`{path}` is no secret key\n  hint: {KEYGEN}");
        let json: Json = serde_json::from_slice(&bytes).map_err(|_| none())?;
        let is_ed25519 = json.get("crv").and_then(Json::as_str) == Some("Ed25519");
        let half = |name: &str| base64url::decode(json.get(name)?.as_str()?)?.try_into().ok();
        let (Some(secret), Some(public), true) = (half("d"), half("x"), is_ed25519) else { return Err(none()) };
        Ok(Key { secret, public })
    }
}

/// The key itself, or a file that holds both halves.
fn public_key(given: &str, host: &mut dyn Host) -> Result<[u8; 32], String> {
    if let Some(key) = base64url::decode(given).and_then(|bytes| bytes.try_into().ok()) {
        return Ok(key);
    }
    if host.exists(given) {
        return Ok(Key::read(given, host)?.public);
    }
    Err(format!(
        "`--public-key {given}` is neither a public key nor a file with one\n  hint: the 43 characters that `nearside preview keygen` prints"
    ))
}

/// How long a token holds, in milliseconds.
fn lasts(text: &str) -> Result<f64, String> {
    let lasts = ruleset::times::duration(text)
        .filter(|lasts| *lasts > 0.0)
        .ok_or_else(|| format!("`--expires {text}` is no time\n  hint: --expires 2d, or 90m"))?;
    if lasts > limits::PREVIEW_DAYS * 86_400_000.0 {
        return Err(format!(
            "`--expires {text}` is longer than a preview holds\n  hint: {}d at most; sign another when it is over",
            limits::PREVIEW_DAYS
        ));
    }
    Ok(lasts)
}

fn moment(seconds: f64) -> String {
    jiff::Timestamp::from_second(seconds as i64).map_or_else(|_| "for ever".to_owned(), |at| at.to_string())
}
