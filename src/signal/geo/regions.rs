//! Countries and time zones: one compact table, made by `scripts/regions.mjs` (IANA tzdb, CLDR 48).
//!
//! The surprise: no zone's name is in it, nor a hash of one. Each of the table's slots is chosen or not by the hash of a
//! name, and the chosen ones, exclusive-ored, are the country (a "static function", see Dietzfelbinger and Pagh,
//! "Succinct Data Structures for Retrieval and Approximate Membership", 2008). All names that tzdb knows get what they
//! should (a test reads every one); a name that nobody knows yet gets a country by chance once in 262.

/// A byte for each pair of letters, `AA` to `ZZ`, then slots of two bytes.
static TABLE: &[u8] = include_bytes!("regions.bin");
const PAIRS: usize = 26 * 26;
/// A pair that is none.
const MASK: u32 = 0xffff;
/// Where the hash starts; with this one, the slots could be filled.
const START: u32 = 2;
const PRIME: u32 = 0x0100_0193;

/// A country, by its pair of letters; or nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region(u32);

impl Region {
    pub const NOWHERE: Region = Region(MASK);

    /// By its ISO 3166-1 code, in either case.
    #[cfg_attr(not(feature = "edge"), inline(never))]
    pub fn named(code: &[u8]) -> Region {
        let letter = |byte: u8| u32::from(byte & 0xdf).wrapping_sub(u32::from(b'A'));
        match code {
            [high, low] if letter(*high) < 26 && letter(*low) < 26 => Region(letter(*high) * 26 + letter(*low)),
            _ => Region::NOWHERE,
        }
    }

    /// The country that an IANA time zone belongs to; nowhere for `UTC` and its like.
    #[cfg_attr(not(feature = "edge"), inline(never))]
    pub fn of_zone(name: &[u8]) -> Region {
        let mut hash = START;
        let mut slashes = 0;
        for byte in name {
            // A zone within a part of a country (`America/Indiana/Knox`) is where that part is.
            slashes += u32::from(*byte == b'/');
            if slashes == 2 {
                break;
            }
            hash = (hash ^ u32::from(*byte)).wrapping_mul(PRIME);
        }
        let mut pair = hash;
        let mut left = TABLE.get(PAIRS..).unwrap_or_default();
        while let [high, low, rest @ ..] = left {
            hash = hash.wrapping_mul(PRIME).wrapping_add(1);
            if hash >> 31 != 0 {
                pair ^= u32::from(u16::from_be_bytes([*high, *low]));
            }
            left = rest;
        }
        Region(pair & MASK)
    }

    /// The code, if it has customs.
    #[cfg_attr(not(feature = "edge"), inline(never))]
    pub fn write(self, out: &mut Vec<u8>) {
        out.clear();
        if self.has_customs() {
            out.extend_from_slice(&self.code());
        }
    }

    /// It is a country of ISO 3166-1, or Kosovo.
    pub fn is_known(self) -> bool {
        self.row() & 7 != 0
    }

    /// CLDR knows what is customary there. So it does of the Canaries (`IC`), whose code is only reserved.
    pub fn has_customs(self) -> bool {
        self.row() != 0
    }

    /// ISO 3166-1 alpha-2.
    pub fn code(self) -> [u8; 2] {
        [b'A' + (self.0 / 26) as u8, b'A' + (self.0 % 26) as u8]
    }

    pub fn continent(self) -> &'static str {
        let start = usize::from(self.row() & 7) * 2;
        "  AFANASEUNAOCSA".get(start..start + 2).unwrap_or_default()
    }

    /// Territory of the European Union: the members, Åland and the outermost regions. Of a country.
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
    pub fn is_weekend(self, day: u32) -> bool {
        // Bit 0 is Monday.
        let days: u32 = match (self.row() >> 4) % 5 {
            0 => 0b110_0000,
            1 => 0b011_0000,
            2 => 0b001_1000,
            3 => 0b001_0000,
            _ => 0b100_0000,
        };
        days >> (day & 7) & 1 == 1
    }

    #[cfg_attr(not(feature = "edge"), inline(never))]
    fn row(self) -> u8 {
        TABLE.first_chunk::<PAIRS>().and_then(|pairs| pairs.get(self.0 as usize)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::values;

    fn named(code: &str) -> Option<Region> {
        Some(Region::named(code.as_bytes())).filter(|region| region.is_known())
    }

    fn of_zone(name: &str) -> Option<Region> {
        Some(Region::of_zone(name.as_bytes())).filter(|region| region.is_known())
    }

    #[test]
    fn the_table_and_the_catalogue_know_the_same_countries() {
        let count = |test: fn(Region) -> bool| (0..PAIRS).filter(|at| test(Region(*at as u32))).count();
        assert_eq!(count(Region::is_known), values::COUNTRIES.len());
        assert_eq!(count(Region::has_customs), values::COUNTRIES.len() + 7);
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
            let found = of_zone(zone).map(Region::code);
            assert_eq!(found.as_ref().map_or("".as_bytes(), |code| code), country.as_bytes(), "{zone}");
        }
    }

    #[test]
    fn no_country_for_what_is_none() {
        for code in ["", "X", "XX", "T1", "ZZ", "A1", "AP", "EU", "UK", "USA", "é", "D\u{0}"] {
            assert_eq!(named(code), None, "{code}");
        }
        for zone in ["", "UTC", "Etc/GMT+5", "Mars/Olympus", "europe/berlin", "Europe/", "Europe/Berlin "] {
            assert_eq!(of_zone(zone), None, "{zone}");
        }
    }

    #[test]
    fn an_unknown_zone_is_hardly_ever_somewhere() {
        let zones = (0..20_000).map(|n| format!("America/Nowhere_{n}"));
        let found = zones.filter(|zone| of_zone(zone).is_some()).count();
        assert!((20_000 / 340..20_000 / 200).contains(&found), "{found}");
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
            (0..7).filter(|day| region.is_weekend(*day)).collect::<Vec<u32>>()
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
