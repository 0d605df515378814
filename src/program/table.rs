//! A section of entries of any size, validated once and reached by index without copying.

/// Where the entries of a table lie in the bundle.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// From the start of the bundle: where the first entry begins, and where each ends.
    ends: Vec<u32>,
}

impl Table {
    /// Reads the offsets of the section at `start`; they must ascend and end within the section.
    pub fn read(section: &[u8], start: usize) -> Option<Table> {
        if section.is_empty() {
            return Some(Table::default());
        }
        let (count, rest) = section.split_first_chunk()?;
        let count = u32::from_le_bytes(*count) as usize;
        let (offsets, entries) = rest.split_at_checked(count.checked_add(1)?.checked_mul(4)?)?;
        let base = start + 4 + offsets.len();
        let mut last = 0;
        let mut ends = Vec::with_capacity(count + 1);
        for end in offsets.as_chunks().0 {
            let end = u32::from_le_bytes(*end) as usize;
            if end < last || end > entries.len() {
                return None;
            }
            last = end;
            ends.push(u32::try_from(base + end).ok()?);
        }
        // The first entry begins at once.
        (ends.first().copied() == u32::try_from(base).ok()).then_some(Table { ends })
    }

    pub fn len(&self) -> usize {
        self.ends.len().saturating_sub(1)
    }

    /// The bytes of entry `index` of the bundle that this table was read from.
    pub fn entry<'a>(&self, bundle: &'a [u8], index: u32) -> Option<&'a [u8]> {
        let [start, end] = *self.ends.get(index as usize..)?.first_chunk()?;
        bundle.get(start as usize..end as usize)
    }
}
