//! Why: one stable code for every experience considered and every slot decided.

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal $word:literal $feature:literal,)*) => {
        /// A reason code. Numbers and words are stable; new ones are only ever added.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u32)]
        pub enum Reason { $($(#[doc = $doc])* $name = $code,)* }

        impl Reason {
            pub const ALL: &'static [Reason] = &[$(Reason::$name,)*];

            /// The code as text: `not_matched`.
            pub fn word(self) -> &'static str {
                match self { $(Reason::$name => $word,)* }
            }

            /// OpenFeature's word for it.
            #[cfg(feature = "tools")]
            pub fn open_feature(self) -> &'static str {
                match self { $(Reason::$name => $feature,)* }
            }

            /// A sentence for people.
            #[cfg(feature = "tools")]
            pub fn sentence(self) -> &'static str {
                match self { $(Reason::$name => concat!($($doc),*).trim_ascii(),)* }
            }
        }
    };
}

reasons! {
    /// No experience that fits asked for this slot.
    Default = 0 "default" "DEFAULT",
    /// Everybody for whom the condition holds gets this.
    Matched = 1 "matched" "TARGETING_MATCH",
    /// Drawn among variants by hash.
    Split = 2 "split" "SPLIT",
    /// The condition does not hold, or a signal it needs is missing.
    NotMatched = 3 "not_matched" "DEFAULT",
    /// Not meant for this page.
    OtherPage = 4 "other_page" "DEFAULT",
    /// None of its slots is on this page.
    NoSlot = 5 "no_slot" "DEFAULT",
    /// An experience before it holds one of its slots.
    SlotTaken = 6 "slot_taken" "DEFAULT",
    /// Its schedule has not begun.
    NotStarted = 7 "not_started" "DEFAULT",
    /// Its schedule is over.
    Ended = 8 "ended" "DEFAULT",
    /// No durable unit is known, so nothing random is drawn.
    NoUnit = 9 "no_unit" "DEFAULT",
    /// The rollout has not reached this unit yet.
    Rollout = 10 "rollout" "SPLIT",
    /// The experiment's coverage leaves this unit out.
    NotCovered = 11 "not_covered" "SPLIT",
    /// The variant drawn steps aside for the next experience.
    Pass = 12 "pass" "SPLIT",
    /// Only the visitor's device can decide this one.
    OnDevice = 13 "on_device" "DEFAULT",
    /// The bundle is past its expiry date: defaults only.
    Expired = 14 "expired" "STALE",
    /// The slot was decided before this page reached the browser.
    AtEdge = 15 "at_edge" "CACHED",
    /// Held out: this unit sees what it would see without any experiment.
    Holdout = 16 "holdout" "SPLIT",
    /// Another experiment of its group has this unit.
    OtherGroup = 17 "other_group" "SPLIT",
    /// Outside the hours of its calendar.
    OffHours = 18 "off_hours" "DEFAULT",
    /// It was shown as often as its limits allow.
    Limit = 19 "limit" "DEFAULT",
    /// It was shown a short while ago.
    Cooldown = 20 "cooldown" "DEFAULT",
    /// An event happened that ends it, for a while or for good.
    StopEvent = 21 "stop_event" "DEFAULT",
    /// The visitor clicked it or sent it away: it keeps its slots, which show their default.
    Stopped = 22 "stopped" "SPLIT",
    /// It depends on what this device remembers, and nothing may be remembered here.
    NoMemory = 23 "no_memory" "DEFAULT",
    /// As many places of this page are personalised as may be.
    PageFull = 24 "page_full" "DEFAULT",
    /// This visit has had as many nudges as it may have.
    NudgeLimit = 25 "nudge_limit" "DEFAULT",
    /// This unit is on the variant's list: not drawn, and not to be counted.
    Forced = 26 "forced" "STATIC",
    /// Drawn for this variant before, and kept in it.
    Sticky = 27 "sticky" "SPLIT",
    /// Assigned in a phase that may take part no more.
    Blocked = 28 "blocked" "DEFAULT",
    /// Shown for a preview, whatever its rules say; never counted.
    Preview = 29 "preview" "STATIC",
    /// The visitor wants no personalisation: defaults only.
    OptedOut = 30 "opted_out" "DISABLED",
    /// It depends on what this device remembers, and the browser's Global Privacy Control is on.
    Gpc = 31 "gpc" "DISABLED",
    /// It depends on what this device remembers, and the visitor has not agreed to that.
    NoConsent = 32 "no_consent" "DISABLED",
    /// It depends on what this device remembers, and the visitor wants none of that in this place.
    Objected = 33 "objected" "DISABLED",
}

impl Reason {
    /// Whether an experience that has its slots for this reason counts as shown. A control counts as its rivals do, and so
    /// does what the visitor has stopped; who only previews is never counted.
    pub fn counts(self) -> bool {
        matches!(self, Reason::Matched | Reason::Split | Reason::Stopped | Reason::Forced | Reason::Sticky)
    }
}

#[cfg(test)]
mod tests {
    use super::Reason;

    #[test]
    fn the_package_has_these_words_by_these_numbers() {
        let source = include_str!("../../pkg/src/bundle.ts");
        let list = source.split("REASONS: readonly Reason[] = [").nth(1).and_then(|rest| rest.split(']').next());
        let words: Vec<&str> = list.unwrap_or_default().split('"').skip(1).step_by(2).collect();
        assert_eq!(words, Reason::ALL.iter().map(|reason| reason.word()).collect::<Vec<_>>());
    }
}
