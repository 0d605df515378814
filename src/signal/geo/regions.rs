//! Countries and time zones: one compact table, made by `scripts/regions.mjs` (IANA tzdb, CLDR 48).
//!
//! Zones stand in it as 15-bit hashes of their names, 2 KB less to download than the names. All names that tzdb knows
//! are apart (the script checks, and a test reads every one); a name that nobody knows meets one by chance once in
//! sixty.

/// A byte for each pair of letters, `AA` to `ZZ`, then two for each zone.
static TABLE: &[u8] = include_bytes!("regions.bin");
const PAIRS: usize = 26 * 26;
/// Of a zone's 16 bits: the country's last.
const LAST: u32 = 0x8000;
/// Where the hash starts; with this one, known names are apart.
const START: u32 = 540;

/// A country, by its pair of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region(u16);

impl Region {
    /// By its ISO 3166-1 code, in either case.
    #[inline(never)]
    pub fn named(code: &[u8]) -> Option<Region> {
        let [high, low] = code else { return None };
        let letter = |byte: u8| u16::from(byte & 0xdf).wrapping_sub(u16::from(b'A'));
        let (high, low) = (letter(*high), letter(*low));
        let region = Region(high.wrapping_mul(26).wrapping_add(low));
        (high < 26 && low < 26 && region.row() != 0).then_some(region)
    }

    /// The country that an IANA time zone belongs to; `None` for `UTC` and its like.
    pub fn of_zone(name: &[u8]) -> Option<Region> {
        let wanted = hash(name);
        if wanted == 0 {
            return None;
        }
        let mut region = Region(0);
        let mut left = TABLE.get(PAIRS..)?;
        while let [high, low, rest @ ..] = left {
            // The next country begins.
            while region.row() == 0 {
                region.0 += 1;
            }
            let zone = u32::from(*high) << 8 | u32::from(*low);
            if zone & !LAST == wanted {
                return Some(region);
            }
            region.0 += u16::from(zone & LAST != 0);
            left = rest;
        }
        None
    }

    /// ISO 3166-1 alpha-2.
    pub fn code(self) -> [u8; 2] {
        [b'A' + (self.0 / 26) as u8, b'A' + (self.0 % 26) as u8]
    }

    pub fn continent(self) -> &'static str {
        let start = usize::from(self.row() & 7) * 2;
        "  AFANASEUNAOCSA".get(start..start + 2).unwrap_or_default()
    }

    /// Territory of the European Union: the members, Åland and the outermost regions.
    pub fn in_eu(self) -> bool {
        self.row() & 8 != 0
    }

    /// `metric`, `us` or `uk`.
    pub fn units(self) -> &'static str {
        match self.row() >> 4 {
            0..5 => "metric",
            5..10 => "us",
            _ => "uk",
        }
    }

    /// Whether a day (0 is Monday) belongs to the weekend there.
    pub fn is_weekend(self, day: u8) -> bool {
        // Bit 0 is Monday.
        let days: u8 = match (self.row() >> 4) % 5 {
            0 => 0b110_0000,
            1 => 0b011_0000,
            2 => 0b001_1000,
            3 => 0b001_0000,
            _ => 0b100_0000,
        };
        days >> (day & 7) & 1 == 1
    }

    #[inline(never)]
    fn row(self) -> u8 {
        TABLE.get(usize::from(self.0)).copied().unwrap_or(0)
    }
}

/// FNV-1a over the name's bytes, its first 15 bits. 0 stands for no zone: that of an empty text, and of countries that have none.
fn hash(name: &[u8]) -> u32 {
    name.iter().fold(START, |h, b| (h ^ u32::from(*b)).wrapping_mul(0x0100_0193)) >> 17
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::values;

    fn named(code: &str) -> Option<Region> {
        Region::named(code.as_bytes())
    }

    #[test]
    fn the_table_and_the_catalogue_know_the_same_countries() {
        assert_eq!((0..PAIRS).filter(|at| Region(*at as u16).row() != 0).count(), values::COUNTRIES.len());
        for code in values::COUNTRIES {
            let region = named(code).unwrap();
            assert_eq!(region.code(), code.as_bytes());
            assert!(values::CONTINENTS.contains(&region.continent()));
        }
    }

    #[test]
    fn every_zone_of_tzdb_has_its_country_or_none() {
        let zones = include_str!("../../../tests/cases/zones.tsv");
        assert!(zones.lines().count() > 590);
        for line in zones.lines() {
            let (zone, country) = line.split_once('\t').unwrap();
            let found = Region::of_zone(zone.as_bytes()).map(Region::code);
            assert_eq!(found.as_ref().map_or("".as_bytes(), |code| code), country.as_bytes(), "{zone}");
        }
    }

    #[test]
    fn no_country_for_what_is_none() {
        for code in ["", "X", "XX", "T1", "ZZ", "A1", "AP", "EU", "UK", "USA", "é", "D\u{0}"] {
            assert_eq!(named(code), None, "{code}");
        }
        for zone in ["", "UTC", "Etc/GMT+5", "Mars/Olympus", "europe/berlin", "Europe/", "Europe/Berlin "] {
            assert_eq!(Region::of_zone(zone.as_bytes()), None, "{zone}");
        }
    }

    #[test]
    fn eu_has_its_members_and_their_outermost_regions() {
        let members = values::COUNTRIES.iter().filter(|code| named(code).unwrap().in_eu()).count();
        assert_eq!(members, 27 + 7);
        for (code, expected) in [("DE", true), ("RE", true), ("GB", false), ("NO", false), ("CH", false), ("GL", false)]
        {
            assert_eq!(named(code).unwrap().in_eu(), expected, "{code}");
        }
    }

    #[test]
    fn weekends_and_units_differ() {
        let weekend = |code| {
            let region = named(code).unwrap();
            (0..7).filter(|day| region.is_weekend(*day)).collect::<Vec<u8>>()
        };
        assert_eq!(weekend("DE"), [5, 6]);
        assert_eq!(weekend("EG"), [4, 5]);
        assert_eq!(weekend("AF"), [3, 4]);
        assert_eq!(weekend("IR"), [4]);
        assert_eq!(weekend("IN"), [6]);
        let units = |code| named(code).unwrap().units();
        assert_eq!([units("DE"), units("US"), units("GB")], ["metric", "us", "uk"]);
    }
}
