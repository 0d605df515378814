//! Tokens of previews: what is signed here is read here and by the package alike. `tests/cases/previews.json` holds tokens
//! of every kind; `UPDATE=1` signs them anew.

use nearside::limits;
use nearside::preview::{self, Claims, Verdict, base64url, ed25519};
use serde_json::{Map, Value as Json, json};

use crate::support::NOW;

const CASES: &str = "tests/cases/previews.json";
const KEY: [u8; 32] = [7; 32];
const STRANGER: [u8; 32] = [8; 32];
const DAY: f64 = 86_400.0;

fn previews(pairs: &[(&str, &str)]) -> Map<String, Json> {
    pairs.iter().map(|(name, variant)| ((*name).to_owned(), json!(variant))).collect()
}

fn sign(signed: &str, key: &[u8; 32]) -> String {
    preview::token(signed, &ed25519::sign(key, signed.as_bytes()))
}

fn claims(expires: f64) -> Claims {
    let previews = previews(&[("cart", "new"), ("hero", "größer")]);
    Claims { id: "shop.example".to_owned(), previews, expires, not_before: None }
}

/// What some other library might sign.
fn foreign(header: &Json, claims: &str) -> String {
    let parts = [header.to_string(), claims.to_owned()].map(|part| base64url::encode(part.as_bytes()));
    sign(&parts.join("."), &KEY)
}

fn cases() -> Json {
    let now = NOW as f64 / 1_000.0;
    let whole = claims(now + 2.0 * DAY);
    let valid = sign(&whole.to_sign(), &KEY);
    let jwt = json!({ "alg": "EdDSA", "typ": preview::TYPE });
    let expiry = now + DAY;
    let own =
        |more: &str| format!("{{\"aud\":\"shop.example\",\"exp\":{expiry},\"previews\":{{\"cart\":\"new\"}}{more}}}");
    let [head, body, signature] = [0, 1, 2].map(|at| valid.split('.').nth(at).unwrap().to_owned());
    let swapped = base64url::encode(
        String::from_utf8(base64url::decode(&body).unwrap()).unwrap().replace("new", "old").as_bytes(),
    );
    // The last letter of a signature holds four bits that say nothing.
    let last = signature.chars().last().unwrap();
    let twin = char::from(u8::try_from(last).unwrap() + 1);
    let fine = json!({ "cart": "new", "hero": "größer" });
    let cart = json!({ "cart": "new" });
    let at = |seconds: f64| json!((NOW as f64 + seconds * 1_000.0) as i64);
    let url = |query: &str| format!("https://shop.example/cart?{query}");
    let none = "eyJhbGciOiJub25lIn0";
    json!([
        { "name": "signed and in time", "text": valid, "reason": "valid", "previews": fine },
        { "name": "for this ruleset", "text": valid, "id": "shop.example", "reason": "valid", "previews": fine },
        { "name": "in a query", "text": url(&format!("a=1&nearside-preview={valid}#top")), "reason": "valid", "previews": fine },
        { "name": "in a fragment", "text": format!("https://shop.example/#nearside-preview={valid}"), "reason": "valid", "previews": fine },
        { "name": "with blanks around", "text": format!(" {valid}\n"), "reason": "valid", "previews": fine },
        { "name": "in its last millisecond", "text": valid, "now": NOW + 2 * 86_400_000 - 1, "reason": "valid", "previews": fine },
        { "name": "in the millisecond after", "text": valid, "now": NOW + 2 * 86_400_000, "reason": "expired" },
        { "name": "a year late", "text": valid, "now": at(365.0 * DAY), "reason": "expired" },
        { "name": "for another ruleset", "text": valid, "id": "other.example", "reason": "other_id" },
        { "name": "for a ruleset without a name", "text": valid, "id": "", "reason": "other_id" },
        { "name": "another variant written in", "text": format!("{head}.{swapped}.{signature}"), "reason": "signature_invalid" },
        { "name": "signed with another key", "text": sign(&whole.to_sign(), &STRANGER), "reason": "signature_invalid" },
        { "name": "a signature of zeros", "text": format!("{head}.{body}.{}", "A".repeat(86)), "reason": "signature_invalid" },
        { "name": "the other of two keys", "text": valid, "keys": ["stranger", "key"], "reason": "valid", "previews": fine },
        { "name": "a key that is none", "text": valid, "keys": ["none"], "reason": "key_invalid" },
        { "name": "the same bytes, written otherwise", "text": format!("{head}.{body}.{}{twin}", &signature[..85]), "reason": "malformed" },
        { "name": "padded", "text": format!("{valid}=="), "reason": "malformed" },
        { "name": "cut off", "text": &valid[..valid.len() - 1], "reason": "malformed" },
        { "name": "without its signature", "text": format!("{head}.{body}."), "reason": "malformed" },
        { "name": "`alg: none`", "text": format!("{none}.{body}.{signature}"), "reason": "malformed" },
        { "name": "of another library", "text": foreign(&json!({ "typ": preview::TYPE, "kid": "1", "alg": "Ed25519" }), &own(",\"iss\":\"cms\"")), "reason": "valid", "previews": cart },
        { "name": "another type", "text": foreign(&json!({ "alg": "EdDSA", "typ": "JWT" }), &own("")), "reason": "malformed" },
        { "name": "another algorithm", "text": foreign(&json!({ "alg": "HS256", "typ": preview::TYPE }), &own("")), "reason": "malformed" },
        { "name": "an extension that matters", "text": foreign(&json!({ "alg": "EdDSA", "typ": preview::TYPE, "crit": ["b64"] }), &own("")), "reason": "malformed" },
        { "name": "not yet", "text": foreign(&jwt, &own(&format!(",\"nbf\":{}", now + 60.0))), "reason": "not_yet" },
        { "name": "from now on", "text": foreign(&jwt, &own(&format!(",\"nbf\":{now}"))), "reason": "valid", "previews": cart },
        { "name": "without end", "text": foreign(&jwt, "{\"aud\":\"shop.example\",\"previews\":{\"cart\":\"new\"}}"), "reason": "malformed" },
        { "name": "an end that is a text", "text": foreign(&jwt, "{\"aud\":\"shop.example\",\"exp\":\"soon\",\"previews\":{\"cart\":\"new\"}}"), "reason": "malformed" },
        { "name": "an end beyond all dates", "text": foreign(&jwt, "{\"aud\":\"shop.example\",\"exp\":1e300,\"previews\":{\"cart\":\"new\"}}"), "reason": "malformed" },
        { "name": "for several rulesets", "text": foreign(&jwt, &own("").replace("\"shop.example\"", "[\"shop.example\"]")), "reason": "malformed" },
        { "name": "no variant", "text": foreign(&jwt, &own("").replace("{\"cart\":\"new\"}", "{}")), "reason": "malformed" },
        { "name": "a variant that is a number", "text": foreign(&jwt, &own("").replace("\"new\"", "1")), "reason": "malformed" },
        { "name": "a list of variants", "text": foreign(&jwt, &own("").replace("{\"cart\":\"new\"}", "[\"new\"]")), "reason": "malformed" },
        { "name": "names of the language's own", "text": foreign(&jwt, &own("").replace("\"cart\"", "\"__proto__\"")), "reason": "valid", "previews": { "__proto__": "new" } },
        { "name": "claims that are no JSON", "text": foreign(&jwt, "cart=new"), "reason": "malformed" },
        { "name": "nothing", "text": "", "reason": "absent" },
        { "name": "an address without a token", "text": url("preview=cart"), "reason": "absent" },
        { "name": "an address with an empty one", "text": url("nearside-preview="), "reason": "absent" },
        { "name": "not a token", "text": "cart=new", "reason": "malformed" },
        { "name": "an address with what is none", "text": url("nearside-preview=cart%3Dnew"), "reason": "malformed" },
        { "name": "two dots", "text": "..", "reason": "malformed" },
        { "name": "a megabyte of rubbish", "text": { "repeat": "A.-_", "times": 250_000 }, "reason": "malformed" },
        { "name": "an address of a megabyte", "text": { "repeat": "https://a.example/?", "times": 52_632 }, "reason": "malformed" },
        { "name": "a longer token than is read", "text": foreign(&jwt, &own(&format!(",\"more\":\"{}\"", "x".repeat(limits::PREVIEW_TOKEN)))), "reason": "malformed" },
    ])
}

#[test]
fn tokens_are_worth_what_the_fixtures_say() {
    let keys = json!({
        "key": base64url::encode(&ed25519::public(&KEY)),
        "stranger": base64url::encode(&ed25519::public(&STRANGER)),
        "none": "AAAA",
    });
    let file = json!({ "now": NOW, "keys": keys, "cases": cases() });
    let text = format!("{}\n", serde_json::to_string_pretty(&file).unwrap());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(CASES, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(CASES).unwrap(), text, "`UPDATE=1 cargo test --test native preview`");
    for case in file["cases"].as_array().unwrap() {
        let name = &case["name"];
        let text = case["text"].as_str().map_or_else(
            || case["text"]["repeat"].as_str().unwrap().repeat(case["text"]["times"].as_u64().unwrap() as usize),
            str::to_owned,
        );
        let keys: Vec<_> = case["keys"].as_array().map_or_else(
            || vec![file["keys"]["key"].clone()],
            |names| names.iter().map(|name| file["keys"][name.as_str().unwrap()].clone()).collect(),
        );
        let read = preview::read(&text);
        let (verdict, previews) = match &read {
            Err(verdict) => (*verdict, Json::Null),
            Ok(token) => {
                let mut verdict = Verdict::SignatureInvalid;
                for key in keys {
                    match base64url::decode(key.as_str().unwrap()).unwrap().try_into() {
                        Err(_) => verdict = Verdict::KeyInvalid,
                        Ok(key) if ed25519::verify(&key, token.signed.as_bytes(), &token.signature) => {
                            verdict = token.claims.judge(case["now"].as_i64().unwrap_or(NOW), case["id"].as_str());
                        }
                        Ok(_) => {}
                    }
                }
                (verdict, token.claims.previews.clone().into())
            }
        };
        assert_eq!(json!(verdict.word()), case["reason"], "{name}");
        if verdict == Verdict::Valid {
            assert_eq!(previews, case["previews"], "{name}");
        }
    }
}
