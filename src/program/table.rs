//! A section of entries of any size, validated once and reached by index without copying.

use super::bytes::{Cursor, Record};

/// Where the entries of a table lie in the bundle.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Ends of the entries, from the start of the bundle; entry `i` begins where entry `i - 1` ended.
    ends: Vec<u32>,
    start: u32,
}

impl Table {
    /// Reads the offsets of the section at `start`; they must ascend and end within the section.
    pub fn read(section: &[u8], start: usize) -> Option<Table> {
        if section.is_empty() {
            return Some(Table::default());
        }
        let mut cursor = Cursor::new(section);
        let count = u32::take(&mut cursor) as usize;
        let offsets = cursor.take(count.checked_add(1)?.checked_mul(4)?)?;
        let base = start + 4 + offsets.len();
        let room = section.len() - 4 - offsets.len();
        let mut cursor = Cursor::new(offsets);
        let mut last = u32::take(&mut cursor);
        if last != 0 {
            return None;
        }
        let mut ends = Vec::with_capacity(count);
        while !cursor.is_empty() {
            let end = u32::take(&mut cursor);
            if end < last || end as usize > room {
                return None;
            }
            last = end;
            ends.push(u32::try_from(base + end as usize).ok()?);
        }
        Some(Table { ends, start: u32::try_from(base).ok()? })
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of entry `index` of the bundle that this table was read from.
    pub fn entry<'a>(&self, bundle: &'a [u8], index: u32) -> Option<&'a [u8]> {
        let index = index as usize;
        let end = *self.ends.get(index)? as usize;
        let start = match index.checked_sub(1) {
            None => self.start as usize,
            Some(before) => *self.ends.get(before)? as usize,
        };
        bundle.get(start..end)
    }
}
