//! A folder with one small file for each process that listens: `process-member-part`, and the same with `.admin`.

use super::MembershipError;
use crate::Address;
use std::io;
use std::path::{Path, PathBuf};

/// The folder.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
}

impl Directory {
    /// This folder.
    pub fn new(path: &Path) -> Directory {
        Directory { path: path.into() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path.join(name.replace('/', "-"))
    }

    /// Where the process listens, if it has started.
    pub fn address(&self, name: &str) -> Result<Option<Address>, MembershipError> {
        let path = self.file(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => match text.trim().parse() {
                Ok(address) => Ok(Some(address)),
                Err(error) => Err(MembershipError::Address { path, error }),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(MembershipError::Io { path, error }),
        }
    }

    /// Writes the address. Nobody sees half of it: the file is moved into place.
    pub fn announce(&self, name: &str, address: &Address, admin: Option<&Address>) -> Result<(), MembershipError> {
        if let Some(admin) = admin {
            self.write(self.file(name).with_extension("admin"), admin)?;
        }
        self.write(self.file(name), address)
    }

    fn write(&self, path: PathBuf, address: &Address) -> Result<(), MembershipError> {
        let half = path.with_extension("half");
        let written = std::fs::write(&half, format!("{address}\n")).and_then(|()| std::fs::rename(&half, &path));
        written.map_err(|error| MembershipError::Io { path, error })
    }
}
