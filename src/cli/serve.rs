//! `nearside serve`: a site with its rules applied. The sockets are the host's; what it is to serve is checked here first.

use super::args::Serve;
use super::host::{Exit, Host, Site};
use super::load;

pub fn run(args: &Serve, host: &mut dyn Host) -> Result<Exit, String> {
    let site = Site {
        ruleset: args.source.path().to_owned(),
        folder: args.site.clone(),
        origin: args.origin.as_deref().map(origin).transpose()?,
        port: args.port,
        country: args.country.as_deref().map(country).transpose()?,
        json: args.json,
    };
    if site.origin.is_none() && !host.exists(&site.folder) {
        return Err(format!(
            "there is no folder `{}` here\n  hint: --site names the folder of your pages",
            site.folder
        ));
    }
    if site.origin.is_none() && host.list(&site.folder).is_err() {
        return Err(format!("`{}` is no folder\n  hint: --site names the folder of your pages", site.folder));
    }
    load::ruleset(&site.ruleset, host.now(), host)?;
    host.serve(&site).map(|()| Exit::Fine)
}

fn origin(address: &str) -> Result<String, String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') => Ok(address.to_owned()),
        _ => Err(format!("`{address}` is not the address of a site\n  hint: --origin https://www.example.com")),
    }
}

fn country(code: &str) -> Result<String, String> {
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(code.to_ascii_uppercase())
    } else {
        Err(format!("`{code}` is not a country's code\n  hint: two letters, as in --country NO (ISO 3166-1)"))
    }
}
