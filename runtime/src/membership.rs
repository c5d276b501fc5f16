//! Who is where.

mod directory;
mod fixed;

use crate::{Address, AddressError, Place, Plan};
use std::io;
use std::path::{Path, PathBuf};

/// Where the processes of a program listen.
#[derive(Debug)]
pub enum Membership {
    /// A list that does not change.
    Fixed(fixed::Fixed),
    /// A folder in which every process writes its address when it listens.
    Directory(directory::Directory),
}

/// Why a membership cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MembershipError {
    /// A file or folder cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: {text}", path.display())]
    Text {
        /// Which one.
        path: PathBuf,
        /// What is wrong.
        text: String,
    },
    /// A line that should be an address is none.
    #[error("{}: {error}", path.display())]
    Address {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        error: AddressError,
    },
    /// A process is not in the list.
    #[error("{0} is not in the membership")]
    Missing(String),
}

impl Membership {
    /// Reads a file, or takes a folder.
    ///
    /// # Errors
    /// Where there is neither, or the file is no list of addresses.
    pub fn read(path: &Path) -> Result<Membership, MembershipError> {
        if path.is_dir() {
            return Ok(Membership::Directory(directory::Directory::new(path)));
        }
        fixed::Fixed::read(path).map(Membership::Fixed)
    }

    /// Where `place` listens. In a folder it may be that it has not started yet: then there is none.
    ///
    /// # Errors
    /// Where it will never be known: the list does not have it, the file of a folder is no address.
    pub fn address(&self, plan: &Plan, place: Place) -> Result<Option<Address>, MembershipError> {
        match self {
            Membership::Fixed(fixed) => fixed.address(&plan.name(place)).map(Some),
            Membership::Directory(directory) => directory.address(&plan.name(place)),
        }
    }

    /// Says that `place` now listens at `address`, and where metrics are served.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn announce(
        &self,
        plan: &Plan,
        place: Place,
        address: &Address,
        admin: Option<&Address>,
    ) -> Result<(), MembershipError> {
        match self {
            Membership::Fixed(_) => Ok(()),
            Membership::Directory(directory) => directory.announce(&plan.name(place), address, admin),
        }
    }
}
