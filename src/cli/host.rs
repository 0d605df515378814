//! What a command needs from the machine it runs on. The native shell answers with `std`, the npm package with Node;
//! the commands themselves never know.

use crate::doctor::Answer;

/// Files, streams, clock and the web pages that `check --page` and `doctor` are pointed at.
pub trait Host {
    /// The bytes of a file. The error says why not, for people.
    ///
    /// # Errors
    /// When there is no such file or it can't be read.
    fn read(&mut self, path: &str) -> Result<Vec<u8>, String>;

    /// Writes a file; folders on the way are made.
    ///
    /// # Errors
    /// When it can't be written.
    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), String>;

    /// Writes a file that nobody else may read.
    ///
    /// # Errors
    /// When there is one already, or it can't be written.
    fn write_secret(&mut self, path: &str, bytes: &[u8]) -> Result<(), String>;

    /// A new Ed25519 key: its secret half and its public one.
    ///
    /// # Errors
    /// When this host can't make one.
    fn keypair(&mut self) -> Result<[[u8; 32]; 2], String>;

    /// The Ed25519 signature (RFC 8032) of a message.
    ///
    /// # Errors
    /// When this host can't sign.
    fn sign(&mut self, secret: &[u8; 32], message: &[u8]) -> Result<[u8; 64], String>;

    /// Whether a signature of a message was made with the secret half of this key.
    ///
    /// # Errors
    /// When this host can't tell.
    fn verify(&mut self, public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<bool, String>;

    /// Paths of all files under a folder, relative to it, with `/`, sorted; hidden ones, `node_modules` and build
    /// folders left out.
    ///
    /// # Errors
    /// When there is no such folder, or it is a file.
    fn list(&mut self, folder: &str) -> Result<Vec<String>, String>;

    /// Whether a file or folder exists.
    fn exists(&mut self, path: &str) -> bool;

    /// The body behind an `http:` or `https:` address.
    ///
    /// # Errors
    /// When it can't be fetched, or the answer is not a success.
    fn fetch(&mut self, url: &str) -> Result<Vec<u8>, String>;

    /// What comes back for an address, whatever it is: redirects are followed, no status is an error. With these headers.
    ///
    /// # Errors
    /// When nothing comes back.
    fn ask(&mut self, url: &str, headers: &[(&str, &str)]) -> Result<Answer, String>;

    /// Files of the browser runtime (name, bytes), for pages without a bundler.
    ///
    /// # Errors
    /// When this host has none.
    fn runtime(&mut self) -> Result<Vec<(String, Vec<u8>)>, String>;

    /// Serves a site with its rules applied until it is interrupted.
    ///
    /// # Errors
    /// When it can't listen.
    fn serve(&mut self, site: &Site) -> Result<(), String>;

    /// Serves the demo shop until it is interrupted.
    ///
    /// # Errors
    /// When this host has no demo, or can't listen.
    fn demo(&mut self, port: u16, json: bool) -> Result<(), String>;

    /// What a long work is at, on a terminal; the empty text takes it away again.
    fn progress(&mut self, text: &str);

    /// To standard output.
    fn print(&mut self, text: &str);

    /// To standard error: findings, progress, what went wrong.
    fn warn(&mut self, text: &str);

    /// Whether standard output and standard error are terminals that want colour.
    fn colour(&self) -> Colour;

    /// Milliseconds since 1970.
    fn now(&self) -> i64;

    /// Minutes east of UTC here and now.
    fn offset(&self) -> i32;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Colour {
    pub out: bool,
    pub err: bool,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Fine = 0,
    /// There are findings.
    Findings = 1,
    /// The command was not used as it wants to be, or a file is not there.
    Misuse = 2,
}

/// What `serve` serves.
#[derive(Debug, Clone)]
pub struct Site {
    /// A file or a folder.
    pub ruleset: String,
    /// A folder of pages; not looked at when there is an origin.
    pub folder: String,
    pub origin: Option<String>,
    pub port: u16,
    pub country: Option<String>,
    /// The address as JSON, for programs.
    pub json: bool,
}
