//! Countries and time zones: one compact table, made by `scripts/regions.mjs` (IANA tzdb, CLDR 48).
//!
//! Zones stand in it as 24-bit hashes of their names, 1 KB less to download than the names. All names that tzdb knows
//! are apart (the script checks, and a test reads every one); a name that nobody knows meets one by chance once in
//! thirty thousand.

static TABLE: &[u8] = include_bytes!("regions.bin");

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region(usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Units {
    Metric,
    Us,
    Uk,
}

impl Units {
    pub fn word(self) -> &'static str {
        match self {
            Units::Metric => "metric",
            Units::Us => "us",
            Units::Uk => "uk",
        }
    }
}

impl Region {
    /// By its ISO 3166-1 code, in either case.
    pub fn named(code: &str) -> Option<Region> {
        let wanted = <[u8; 2]>::try_from(code.as_bytes()).ok()?;
        let codes = TABLE.get(1..1 + 2 * count())?;
        codes.chunks_exact(2).position(|row| row.eq_ignore_ascii_case(&wanted)).map(Region)
    }

    /// The country that an IANA time zone belongs to; `None` for `UTC` and its like.
    pub fn of_zone(name: &str) -> Option<Region> {
        let wanted = hash(name);
        let numbers = column(4)?;
        let zones = TABLE.get(1 + 5 * count()..)?;
        let mut row = zones.chunks_exact(3).position(|zone| zone == wanted)?;
        for (region, number) in numbers.iter().enumerate() {
            match row.checked_sub(usize::from(*number)) {
                Some(rest) => row = rest,
                None => return Some(Region(region)),
            }
        }
        None
    }

    /// ISO 3166-1 alpha-2.
    pub fn code(self) -> &'static str {
        let start = 1 + 2 * self.0;
        TABLE.get(start..start + 2).and_then(|code| std::str::from_utf8(code).ok()).unwrap_or_default()
    }

    pub fn continent(self) -> &'static str {
        let start = usize::from(self.place() & 7) * 2;
        "AFANASEUNAOCSA".get(start..start + 2).unwrap_or_default()
    }

    /// Territory of the European Union: the members, Åland and the outermost regions.
    pub fn in_eu(self) -> bool {
        self.place() & 8 != 0
    }

    pub fn units(self) -> Units {
        match self.place() >> 4 {
            1 => Units::Us,
            2 => Units::Uk,
            _ => Units::Metric,
        }
    }

    /// Whether a day (0 is Monday) belongs to the weekend there.
    pub fn is_weekend(self, day: u8) -> bool {
        match self.cell(3) & 7 {
            0 => day == 5 || day == 6,
            1 => day == 4 || day == 5,
            2 => day == 3 || day == 4,
            3 => day == 4,
            _ => day == 6,
        }
    }

    fn place(self) -> u8 {
        self.cell(2)
    }

    fn cell(self, at: usize) -> u8 {
        column(at).and_then(|cells| cells.get(self.0)).copied().unwrap_or(0)
    }
}

fn count() -> usize {
    usize::from(TABLE.first().copied().unwrap_or(0))
}

/// A column of one byte a country; the codes take the first two.
fn column(at: usize) -> Option<&'static [u8]> {
    let start = 1 + at * count();
    TABLE.get(start..start + count())
}

/// FNV-1a over the name's bytes, folded to 24 bits.
fn hash(name: &str) -> [u8; 3] {
    let h = name.bytes().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    let [top, a, b, c] = h.to_be_bytes();
    [a, b, c ^ top]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::values;

    #[test]
    fn the_table_and_the_catalogue_know_the_same_countries() {
        assert_eq!(count(), values::COUNTRIES.len());
        for code in values::COUNTRIES {
            let region = Region::named(code).unwrap();
            assert_eq!(region.code(), *code);
            assert!(values::CONTINENTS.contains(&region.continent()));
        }
    }

    #[test]
    fn every_zone_of_tzdb_has_its_country_or_none() {
        let zones = include_str!("../../../tests/cases/zones.tsv");
        assert!(zones.lines().count() > 590);
        for line in zones.lines() {
            let (zone, country) = line.split_once('\t').unwrap();
            let found = Region::of_zone(zone).map_or("", Region::code);
            assert_eq!(found, country, "{zone}");
        }
    }

    #[test]
    fn no_country_for_what_is_none() {
        for code in ["", "X", "XX", "T1", "ZZ", "A1", "AP", "EU", "UK", "USA", "é", "D\u{0}"] {
            assert_eq!(Region::named(code), None, "{code}");
        }
        for zone in ["", "UTC", "Etc/GMT+5", "Mars/Olympus", "europe/berlin", "Europe/", "Europe/Berlin "] {
            assert_eq!(Region::of_zone(zone), None, "{zone}");
        }
    }

    #[test]
    fn eu_has_its_members_and_their_outermost_regions() {
        let members = values::COUNTRIES.iter().filter(|code| Region::named(code).unwrap().in_eu()).count();
        assert_eq!(members, 27 + 7);
        for (code, expected) in [("DE", true), ("RE", true), ("GB", false), ("NO", false), ("CH", false), ("GL", false)]
        {
            assert_eq!(Region::named(code).unwrap().in_eu(), expected, "{code}");
        }
    }

    #[test]
    fn weekends_and_units_differ() {
        let weekend = |code| {
            let region = Region::named(code).unwrap();
            (0..7).filter(|day| region.is_weekend(*day)).collect::<Vec<u8>>()
        };
        assert_eq!(weekend("DE"), [5, 6]);
        assert_eq!(weekend("EG"), [4, 5]);
        assert_eq!(weekend("AF"), [3, 4]);
        assert_eq!(weekend("IR"), [4]);
        assert_eq!(weekend("IN"), [6]);
        let units = |code| Region::named(code).unwrap().units().word();
        assert_eq!([units("DE"), units("US"), units("GB")], ["metric", "us", "uk"]);
    }
}
