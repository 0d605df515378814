//! Where one site ends and the next begins: the part of a host that somebody registers.
//!
//! Below most endings people register one label, below some two: `shop.example` is a site, `co.uk` is none. The public
//! suffix list knows all of them (its data is under the MPL, and 230 KB), so a ruleset's `domains` are looked up in it
//! when the ruleset is built. A visit does with a rule: the second-level labels that registries of countries have in
//! common and, at an edge, those of single countries and the places that give everybody a host of their own.

use super::super::scan::{cut, parts};

/// Labels below a country's ending that are nobody's site.
const SHARED: &str = "ac co com edu gob gov go mil ne net nom or org";

/// What registries of single countries have besides.
#[cfg(feature = "edge")]
const COUNTRIES: &str = "\
ae=sch;at=gv;au=asn id nsw nt qld sa tas vic wa act;az=biz info int name pp pro;bd=info;bo=arte blog int tv web;br=adm adv agr art \
blog eco eng far flog ind inf jor leg lel log med mus not ntr odo ppg pro psc psi rec srv tmp tur tv vet wiki;\
cn=ah bj cq fj gd gs gx gz ha hb he hi hk hl hn jl js jx ln mo nm nx qh sc sd sh sn sx tj tw xj xz yn zj;\
cr=ed fi sa;cy=biz ltd press tm;do=art sld web;ec=fin info med pro;fj=biz info name pro;fr=asso gouv prd tm;hk=idv;hu=info shop tm;\
id=biz desa my ponpes sch web;il=idf k12 muni;im=tt tv;in=firm gen ind nic res;jp=ad ed gr lg;\
ke=info me mobi sc;kr=es hs kg ms pe re sc;kw=emb ind;lk=assn grp hotel int ltd ngo sch soc web;ly=id med plc sch;my=name;\
ng=i mobi name sch;nz=cri geek gen govt health iwi kiwi maori parliament school;om=med museum pro;pa=abo ing med sld;ph=i ngo;pk=biz fam gok gop gos web;\
pl=agro aid auto biz gmina info mail miasta nieruchomosci pc powiat priv rel shop sklep targi tm tourism travel turystyka;pt=int publ;ro=arts firm info nt rec store tm www;\
rs=in;sa=med pub sch;th=in mi;tr=av bbs bel biz dr gen info k12 name pol tel tsk tv web;tw=club ebiz game idv;tz=hotel info me mobi sc tv;\
ua=in kiev kyiv lviv odesa odessa kharkov kharkiv dp;ug=sc;uk=ltd me nhs plc police sch;us=dni isa nsn;uy=gub;ve=arts bib firm info int rec store tec web;\
vn=ai biz health info io id int name pro;za=agric alt grondar law nis school tm web;zm=biz info sch";

/// Hosts below which everybody may have one.
#[cfg(feature = "edge")]
const SHELTERS: &str = "github.io gitlab.io pages.dev workers.dev vercel.app netlify.app web.app firebaseapp.com herokuapp.com \
onrender.com fly.dev myshopify.com wixsite.com webflow.io azurewebsites.net cloudfront.net amazonaws.com appspot.com run.app \
surge.sh glitch.me repl.co replit.app r2.dev deno.dev neocities.org weebly.com square.site carrd.co framer.app \
framer.website lovable.app bubbleapps.io streamlit.app hf.space notion.site super.site ngrok.io ngrok.app trycloudflare.com \
duckdns.org blogspot.com wordpress.com readthedocs.io gitbook.io codeberg.page bitbucket.io stackblitz.io webcontainer.io \
azurestaticapps.net cloudwaysapps.com wpengine.com kinsta.cloud pantheonsite.io altervista.org 000webhostapp.com \
eu.org uk.com us.com eu.com de.com gb.net co.com br.com cn.com jpn.com ru.com sa.com se.net za.com";

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
    if has(SHELTERS.as_bytes(), both)
        || parts(COUNTRIES.as_bytes(), b';')
            .map(|row| cut(row, b'='))
            .any(|(country, labels)| country == ending && has(labels, label))
    {
        return true;
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
