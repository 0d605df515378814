//! The facts of a browser, for Rust applications and for the modules that carry web-sys. `pkg/src/facts/browser.ts`
//! is the same in TypeScript. Only what the mask names is touched; what this browser does not know is left out.

use super::{Fact, Facts, number};
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Window;

/// Reads the facts of `mask` (see [`super::needs`]) as they are at the moment `now` (milliseconds since 1970).
pub fn read(mask: u64, now: f64) -> Facts {
    let Some(window) = web_sys::window() else { return Facts::default() };
    let asked = (0..64u8).filter(|number| mask >> number & 1 == 1);
    asked.filter_map(|number| Some((number, fact(&window, number, now)?))).collect()
}

fn fact(window: &Window, fact: u8, now: f64) -> Option<Fact> {
    let text = |text: Option<String>| text.map(Fact::Text);
    match fact {
        number::NOW => Some(Fact::Number(now)),
        number::OFFSET => Some(Fact::Number(-Date::new(&JsValue::from_f64(now)).get_timezone_offset())),
        number::TIME_ZONE => text(time_zone()),
        number::USER_AGENT => text(window.navigator().user_agent().ok()),
        number::CH_MOBILE => hints(window).and_then(|hints| get(&hints, "mobile").as_bool()).map(Fact::Bool),
        number::CH_PLATFORM => text(hints(window).and_then(|hints| get(&hints, "platform").as_string())),
        number::CH_BRANDS => brands(&hints(window)?).map(Fact::Texts),
        number::TOUCH_POINTS => Some(Fact::Number(f64::from(window.navigator().max_touch_points()))),
        number::VIEWPORT_WIDTH => Some(Fact::Number(width(window))),
        number::DARK => media(window, "(prefers-color-scheme:dark)").map(Fact::Bool),
        number::REDUCED_MOTION => media(window, "(prefers-reduced-motion:reduce)").map(Fact::Bool),
        number::CONTRAST => text(contrast(window)),
        number::SAVE_DATA => connection(window).and_then(|it| get(&it, "saveData").as_bool()).map(Fact::Bool),
        number::NETWORK => text(connection(window).and_then(|it| get(&it, "effectiveType").as_string())),
        number::MEMORY => get(&window.navigator(), "deviceMemory").as_f64().map(Fact::Number),
        number::LANGUAGES => Some(Fact::Texts(texts(&window.navigator().languages()))),
        number::HOUR_CYCLE => text(hour_cycle()),
        number::LIKELY => text(likely(&window.navigator().languages().get(0))),
        number::REFERRER => text(window.document().map(|document| document.referrer())),
        number::URL => text(window.location().href().ok()),
        number::TITLE => text(window.document().map(|document| document.title())),
        number::PAGE_TYPE => text(meta(window, "type")),
        number::PAGE_TOPICS => text(meta(window, "topics")),
        number::GPC => Some(Fact::Bool(get(&window.navigator(), "globalPrivacyControl").is_truthy())),
        _ => None,
    }
}

/// A property, or `undefined` where there is none or asking for it throws.
fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

fn time_zone() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    get(&format.resolved_options(), "timeZone").as_string()
}

fn hour_cycle() -> Option<String> {
    let options = Object::new();
    Reflect::set(&options, &"hour".into(), &"numeric".into()).ok()?;
    let format = Intl::DateTimeFormat::new(&Array::new(), &options);
    get(&format.resolved_options(), "hourCycle").as_string()
}

/// `new Intl.Locale(tag).maximize().baseName`. The constructor throws on what is no tag; through `Reflect` that is an
/// error and no exception.
fn likely(tag: &JsValue) -> Option<String> {
    let class = get(&get(&js_sys::global(), "Intl"), "Locale").dyn_into::<Function>().ok()?;
    let locale = Reflect::construct(&class, &Array::of1(tag)).ok()?;
    let maximize = get(&locale, "maximize").dyn_into::<Function>().ok()?;
    get(&maximize.call0(&locale).ok()?, "baseName").as_string()
}

/// `navigator.userAgentData`, which only some browsers have.
fn hints(window: &Window) -> Option<JsValue> {
    Some(get(&window.navigator(), "userAgentData")).filter(JsValue::is_object)
}

fn brands(hints: &JsValue) -> Option<Vec<String>> {
    let list = get(hints, "brands").dyn_into::<Array>().ok()?;
    let brand =
        |item: JsValue| Some(format!("{}/{}", get(&item, "brand").as_string()?, get(&item, "version").as_string()?));
    Some(list.iter().filter_map(brand).collect())
}

fn connection(window: &Window) -> Option<JsValue> {
    Some(get(&window.navigator(), "connection")).filter(JsValue::is_object)
}

fn contrast(window: &Window) -> Option<String> {
    let asked = ["more", "less", "custom"].into_iter();
    let wish = asked.into_iter().find(|wish| media(window, &format!("(prefers-contrast:{wish})")) == Some(true));
    // A wish that none of these is, is none.
    wish.or_else(|| media(window, "(prefers-contrast)").map(|_| "none")).map(str::to_owned)
}

/// The lower bound of the class: the exact width tells devices apart, and asking for it lays out the page.
fn width(window: &Window) -> f64 {
    let bounds = [(1440.0, "(min-width:1440px)"), (1024.0, "(min-width:1024px)"), (600.0, "(min-width:600px)")];
    let bound = bounds.into_iter().find(|(_, query)| media(window, query) == Some(true));
    bound.map_or(0.0, |(width, _)| width)
}

/// `not all` is how a browser says that it does not know a query.
fn media(window: &Window, query: &str) -> Option<bool> {
    let list = window.match_media(query).ok()??;
    (list.media() != "not all").then(|| list.matches())
}

fn meta(window: &Window, name: &str) -> Option<String> {
    let selector = format!("meta[name=\"nearside:{name}\"]");
    window.document()?.query_selector(&selector).ok()??.get_attribute("content")
}

fn texts(list: &Array) -> Vec<String> {
    list.iter().filter_map(|text| text.as_string()).collect()
}
