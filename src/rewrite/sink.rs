//! Where the page goes: stretches of the input as they are, inserted texts, and what is left out.

pub struct Sink<'a> {
    input: &'a [u8],
    /// Up to here the input has been passed on or left out.
    from: usize,
    out: &'a mut Vec<u8>,
    /// Inside so many elements whose content is replaced.
    pub muted: u32,
}

impl<'a> Sink<'a> {
    pub fn new(input: &'a [u8], out: &'a mut Vec<u8>, muted: u32) -> Sink<'a> {
        Sink { input, from: 0, out, muted }
    }

    /// Passes the input on up to `at`.
    pub fn keep(&mut self, at: usize) {
        if let Some(stretch) = self.input.get(self.from..at) {
            if self.muted == 0 {
                self.out.extend_from_slice(stretch);
            }
            self.from = at;
        }
    }

    /// Leaves the input out up to `at`.
    pub fn skip(&mut self, at: usize) {
        self.from = self.from.max(at);
    }

    pub fn put(&mut self, text: &[u8]) {
        if self.muted == 0 {
            self.out.extend_from_slice(text);
        }
    }
}
