//! Base64url without padding (RFC 4648, section 5), in its one canonical form: a text that differs is other bytes.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            let letter = LETTERS.get((bits >> (18 - 6 * place)) as usize & 63);
            text.extend(letter.map(|letter| char::from(*letter)));
        }
    }
    text
}

pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.as_bytes().chunks(4) {
        let mut bits = 0;
        for letter in group {
            bits = bits << 6 | LETTERS.iter().position(|known| known == letter)?;
        }
        // What is left over of the last letter must be zero.
        let over = 6 * group.len() % 8;
        if group.len() == 1 || bits & ((1 << over) - 1) != 0 {
            return None;
        }
        let whole = (bits >> over).to_be_bytes();
        bytes.extend_from_slice(whole.get(whole.len() - 6 * group.len() / 8..)?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_of_the_specification() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("\u{fb}", "w7s")]
        {
            assert_eq!((encode(bytes.as_bytes()), decode(text)), (text.to_owned(), Some(bytes.as_bytes().to_vec())));
        }
        for wrong in ["Z", "Zh", "Zm9", "Zg==", "Zm+v", "Zm v", "Zmä"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn decoding_is_the_inverse_of_encoding(bytes in proptest::collection::vec(any::<u8>(), 0..100), text in "[A-Za-z0-9_-]{0,12}") {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
