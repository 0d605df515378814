//! Pages, scripts and bundles from elsewhere. A server that stays silent is waited for so long, and an endless answer is
//! read so far; `pkg/bin/fetched.mjs` does the same by Node.

use std::io::Read as _;
use std::time::Duration;

use nearside::doctor::Answer;
use nearside::limits;
use ureq::http::{HeaderValue, Response};
use ureq::{Body, Error, ResponseExt as _, Timeout};

/// Seconds until a server must have taken the connection, and until all of an answer must be there, redirects included.
/// A page that visitors wait longer for has another problem than nearside.
const CONNECT: u64 = 10;
const WHOLE: u64 = 30;

/// What is behind an address; what is no success is an error.
pub fn body(url: &str) -> Result<Vec<u8>, String> {
    let mut response = send(url, &[], true)?;
    read(url, &mut response)
}

/// What comes back for an address, whatever it is.
pub fn answer(url: &str, headers: &[(&str, &str)]) -> Result<Answer, String> {
    let mut response = send(url, headers, false)?;
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let (led, status) = (response.get_uri().to_string(), response.status().as_u16());
    let body = read(url, &mut response)?;
    Ok(Answer { url: led, status, headers, body })
}

fn send(url: &str, headers: &[(&str, &str)], wants_success: bool) -> Result<Response<Body>, String> {
    let request = headers.iter().fold(ureq::get(url), |request, (name, value)| request.header(*name, *value));
    let request = request
        .config()
        .http_status_as_error(wants_success)
        .timeout_connect(Some(Duration::from_secs(CONNECT)))
        .timeout_global(Some(Duration::from_secs(WHOLE)))
        .build();
    request.call().map_err(|error| failed(url, &error))
}

fn read(url: &str, response: &mut Response<Body>) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let mut reader = response.body_mut().as_reader().take(limits::FETCHED_BYTES as u64 + 1);
    reader.read_to_end(&mut body).map_err(|error| failed(url, &Error::from(error)))?;
    Ok(body)
}

fn failed(url: &str, error: &Error) -> String {
    match error {
        Error::Timeout(Timeout::Connect) => format!("can't fetch `{url}`: no connection within {CONNECT} seconds"),
        Error::Timeout(_) => format!("can't fetch `{url}`: not answered within {WHOLE} seconds"),
        _ => format!("can't fetch `{url}`: {error}"),
    }
}
