//! A TOML file: `[addresses]`, then a line `"process/member/part" = "host:port"` or `"unix:PATH"` for each process.

use super::MembershipError;
use crate::Address;
use crate::limits::MEMBERSHIP_BYTES_MAX;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// All addresses, by the process's name.
#[derive(Debug)]
pub struct Fixed {
    addresses: BTreeMap<String, Address>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    addresses: BTreeMap<String, String>,
}

impl Fixed {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it cannot be read, is too long, or is not as above.
    pub fn read(path: &Path) -> Result<Fixed, MembershipError> {
        let io = |error| MembershipError::Io { path: path.into(), error };
        let mut text = String::new();
        let file = std::fs::File::open(path).map_err(io)?;
        file.take(MEMBERSHIP_BYTES_MAX).read_to_string(&mut text).map_err(io)?;
        let file: File = toml::from_str(&text)
            .map_err(|error| MembershipError::Text { path: path.into(), text: error.to_string() })?;
        let mut addresses = BTreeMap::new();
        for (name, text) in file.addresses {
            let address = text.parse().map_err(|error| MembershipError::Address { path: path.into(), error })?;
            addresses.insert(name, address);
        }
        Ok(Fixed { addresses })
    }

    /// Where the process listens.
    pub fn address(&self, name: &str) -> Result<Address, MembershipError> {
        self.addresses.get(name).cloned().ok_or_else(|| MembershipError::Missing(name.into()))
    }
}
