//! Where one site ends and the next begins: the part of a host that somebody registers.
//!
//! Below most endings people register one label, below some two: `shop.example` is a site, `co.uk` is none. The public
//! suffix list knows all of them (its data is under the MPL, and 230 KB), so a ruleset's `domains` are looked up in it
//! when the ruleset is built. A visit does with a rule: the second-level labels that registries of countries have in
//! common and, at an edge, those of single countries and the places that give everybody a host of their own.

use super::super::scan::{cut, parts};
#[cfg(feature = "edge")]
use crate::signal::table::split;

/// Labels below a country's ending that are nobody's site.
const SHARED: &str = "ac co com edu gob gov go mil ne net nom or org";

/// What registries of single countries have besides, in the order of countries.
#[cfg(feature = "edge")]
const COUNTRIES: &[&[u8]] = split!(
    "\
ae=sch;at=gv;au=asn id nsw nt qld sa tas vic wa act;az=biz info int name pp pro;bd=info;bo=arte blog int tv web;\
br=adm adv agr art blog eco eng far flog ind inf jor leg lel log med mus not ntr odo ppg pro psc psi rec srv tmp \
tur tv vet wiki;cn=ah bj cq fj gd gs gx gz ha hb he hi hk hl hn jl js jx ln mo nm nx qh sc sd sh sn sx tj tw xj xz \
yn zj;cr=ed fi sa;cy=biz ltd press tm;do=art sld web;ec=fin info med pro;fj=biz info name pro;fr=asso gouv prd tm;\
hk=idv;hu=info shop tm;id=biz desa my ponpes sch web;il=idf k12 muni;im=tt tv;in=firm gen ind nic res;jp=ad ed gr \
lg;ke=info me mobi sc;kr=es hs kg ms pe re sc;kw=emb ind;lk=assn grp hotel int ltd ngo sch soc web;ly=id med plc \
sch;my=name;ng=i mobi name sch;nz=cri geek gen govt health iwi kiwi maori parliament school;om=med museum pro;\
pa=abo ing med sld;ph=i ngo;pk=biz fam gok gop gos web;pl=agro aid auto biz gmina info mail miasta nieruchomosci pc \
powiat priv rel shop sklep targi tm tourism travel turystyka;pt=int publ;ro=arts firm info nt rec store tm www;\
rs=in;sa=med pub sch;th=in mi;tr=av bbs bel biz dr gen info k12 name pol tel tsk tv web;tw=club ebiz game idv;\
tz=hotel info me mobi sc tv;ua=in kiev kyiv lviv odesa odessa kharkov kharkiv dp;ug=sc;uk=ltd me nhs plc police sch;\
us=dni isa nsn;uy=gub;ve=arts bib firm info int rec store tec web;vn=ai biz health info io id int name pro;za=agric \
alt grondar law nis school tm web;zm=biz info sch",
    b';'
);

/// Hosts below which everybody may have one, in the order of bytes.
#[cfg(feature = "edge")]
const SHELTERS: &[&[u8]] = split!(
    "\
000webhostapp.com altervista.org amazonaws.com appspot.com azurestaticapps.net azurewebsites.net bitbucket.io \
blogspot.com br.com bubbleapps.io carrd.co cloudfront.net cloudwaysapps.com cn.com co.com codeberg.page de.com \
deno.dev duckdns.org eu.com eu.org firebaseapp.com fly.dev framer.app framer.website gb.net gitbook.io github.io \
gitlab.io glitch.me herokuapp.com hf.space jpn.com kinsta.cloud lovable.app myshopify.com neocities.org netlify.app \
ngrok.app ngrok.io notion.site onrender.com pages.dev pantheonsite.io r2.dev readthedocs.io repl.co replit.app \
ru.com run.app sa.com se.net square.site stackblitz.io streamlit.app super.site surge.sh trycloudflare.com uk.com \
us.com vercel.app web.app webcontainer.io webflow.io weebly.com wixsite.com wordpress.com workers.dev wpengine.com \
za.com",
    b' '
);

/// The registered part of a host in small letters; of a number (`192.0.2.1`, `[::1]`) or a single label, the whole.
pub(super) fn domain(host: &[u8]) -> &[u8] {
    let is_number = matches!(host, [.., b'0'..=b'9' | b']']);
    let mut site = host;
    loop {
        let below = cut(site, b'.').1;
        let (label, ending) = cut(below, b'.');
        if is_number || ending.is_empty() || is_shared(below, label, ending) {
            return site;
        }
        site = below;
    }
}

/// Whether everybody may have a site below the labels `label.ending`, which are `both`.
fn is_shared(both: &[u8], label: &[u8], ending: &[u8]) -> bool {
    let has = |list: &[u8], word: &[u8]| parts(list, b' ').any(|known| known == word);
    #[cfg(feature = "edge")]
    {
        // Nothing below has three labels.
        if ending.contains(&b'.') {
            return false;
        }
        let labels = || {
            let row = COUNTRIES.binary_search_by(|row| row.get(..2).cmp(&Some(ending))).ok()?;
            COUNTRIES.get(row)?.get(3..)
        };
        if SHELTERS.binary_search(&both).is_ok() || labels().is_some_and(|labels| has(labels, label)) {
            return true;
        }
    }
    #[cfg(not(feature = "edge"))]
    let _ = both;
    // No dot is in two letters of an ending.
    ending.len() == 2 && has(SHARED.as_bytes(), label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(host: &str) -> &str {
        std::str::from_utf8(domain(host.as_bytes())).unwrap()
    }

    #[test]
    fn ok_domain() {
        for (host, expected) in [
            ("shop.example", "shop.example"),
            ("a.b.shop.example", "shop.example"),
            ("www.a.co.uk", "a.co.uk"),
            ("a.co.uk", "a.co.uk"),
            ("x.a.com.au", "a.com.au"),
            ("x.a.co.jp", "a.co.jp"),
            ("www.web.de", "web.de"),
            ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ] {
            assert_eq!(of(host), expected);
        }
    }

    #[test]
    fn what_has_no_registered_part_is_its_own() {
        for host in ["", "localhost", "co.uk", "com", "192.168.1.10", "[::1]", "[2001:db8::1]", "127.0.0.1"] {
            assert_eq!(of(host), host);
        }
    }

    #[cfg(feature = "edge")]
    #[test]
    fn tables_are_in_order() {
        assert!(SHELTERS.is_sorted() && COUNTRIES.is_sorted_by_key(|row| &row[..2]));
        assert!(COUNTRIES.iter().all(|row| row[2] == b'='));
    }

    #[cfg(feature = "edge")]
    #[test]
    fn an_edge_knows_more_endings() {
        for (host, expected) in [
            ("x.y.nhs.uk", "y.nhs.uk"),
            ("a.gr.jp", "a.gr.jp"),
            ("x.me.github.io", "me.github.io"),
            ("a.myshopify.com", "a.myshopify.com"),
            ("x.a.web.id", "a.web.id"),
        ] {
            assert_eq!(of(host), expected);
        }
    }
}
