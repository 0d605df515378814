//! The signatures of previews where no Node makes them. Pure Rust, in the native binary alone.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// A new key: its secret half and its public one.
///
/// # Errors
/// When the machine gives no random bytes.
pub fn keypair() -> Result<[[u8; 32]; 2], String> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| format!("this machine gives no random bytes: {error}"))?;
    Ok([secret, public(&secret)])
}

pub fn public(secret: &[u8; 32]) -> [u8; 32] {
    SigningKey::from_bytes(secret).verifying_key().to_bytes()
}

pub fn sign(secret: &[u8; 32], message: &[u8]) -> [u8; 64] {
    SigningKey::from_bytes(secret).sign(message).to_bytes()
}

pub fn verify(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public)
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}
