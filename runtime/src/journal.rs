//! Logs on disk: elements are appended, synced, and read back at the next start.
//!
//! A file is a header, then records: `u32` length, `u64` checksum, payload. A record that was being written when the
//! process died is cut off; a record that is damaged before the end is an error.

use crate::limits::FRAME_BYTES_MAX;
use crate::wire::{Codec, Wire, WireError};
use crate::{Log, Place, Plan};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use twox_hash::XxHash3_64;

/// "suki" and what the file is, with the version of its layout.
const MAGIC: [u8; 8] = *b"sukilog1";
const HEADER_BYTES: usize = 16;
const RECORD_HEADER_BYTES: usize = 12;

/// Why a log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The plan has logs here, and no folder was given.
    #[error("this process keeps logs: --data is needed")]
    NoFolder,
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file is not a log of this plan.
    #[error("{}: {why}", path.display())]
    Damaged {
        /// Which one.
        path: PathBuf,
        /// What is wrong.
        why: &'static str,
    },
}

/// The logs of one process.
#[derive(Debug, Default)]
pub struct Journal {
    /// By the log's index; none for logs of other roles.
    logs: Vec<Option<Open>>,
}

#[derive(Debug)]
struct Open {
    path: PathBuf,
    /// None: whoever hosts the process keeps the records.
    file: Option<File>,
    /// Records not written yet.
    pending: Vec<u8>,
}

/// What an earlier incarnation has left.
#[derive(Debug, Default)]
pub struct Recovered {
    logs: Vec<Vec<Vec<u8>>>,
}

impl Recovered {
    /// Encoded elements by log, in the order in which they were written.
    pub fn new(logs: Vec<Vec<Vec<u8>>>) -> Self {
        Recovered { logs }
    }

    /// The elements of a log, in the order in which they were written.
    ///
    /// # Errors
    /// [`WireError::Message`] for a record that is no `T`.
    pub fn read<T: DeserializeOwned>(&self, log: u16) -> Result<Vec<T>, WireError> {
        let records = self.logs.get(log as usize).map_or(&[][..], Vec::as_slice);
        records.iter().map(|record| Wire::decode(record)).collect()
    }

    /// Whether nothing was left: the process runs for the first time.
    pub fn is_empty(&self) -> bool {
        self.logs.iter().all(Vec::is_empty)
    }
}

impl Journal {
    /// Opens the logs of the roles at `place`, and reads what is in them.
    ///
    /// # Errors
    /// Where a file cannot be used; a missing one is made.
    pub fn open(plan: &Plan, place: Place, folder: Option<&Path>) -> Result<(Journal, Recovered), JournalError> {
        let (mut journal, mut recovered) = (Journal::default(), Recovered::default());
        let roles: Vec<u16> = plan.roles_at(place).map(|(role, _)| role).collect();
        for log in plan.logs {
            let (mut open, mut records) = (None, Vec::new());
            if roles.contains(&log.role) {
                let folder = folder.ok_or(JournalError::NoFolder)?;
                let (file, found) = Open::new(&path(plan, place, log, folder), plan.hash)?;
                (open, records) = (Some(file), found);
            }
            journal.logs.push(open);
            recovered.logs.push(records);
        }
        Ok((journal, recovered))
    }

    /// The logs of the roles at `place`, kept by whoever hosts the process: see [`take`](Self::take).
    pub(crate) fn hosted(plan: &Plan, place: Place) -> Journal {
        let open = || Open { path: PathBuf::new(), file: None, pending: Vec::new() };
        let is_here = |log: &Log| plan.roles_at(place).any(|(role, _)| role == log.role);
        Journal { logs: plan.logs.iter().map(|log| is_here(log).then(open)).collect() }
    }

    /// What has been appended, by log; the host keeps it from now on.
    pub(crate) fn take(&mut self) -> Vec<(u16, Vec<Vec<u8>>)> {
        let mut taken = Vec::new();
        for (log, open) in self.logs.iter_mut().enumerate() {
            let Some(open) = open.as_mut().filter(|open| !open.pending.is_empty()) else { continue };
            let (records, _) = records(&open.pending).unwrap_or_default();
            taken.push((log as u16, records));
            open.pending.clear();
        }
        taken
    }

    /// Appends an element; it is on disk after the next [`sync`](Self::sync).
    ///
    /// # Errors
    /// Where it cannot be encoded, or the log is not one of this process.
    pub fn append<T: Serialize>(&mut self, log: u16, value: &T) -> Result<(), WireError> {
        let Some(Some(open)) = self.logs.get_mut(log as usize) else {
            return Err(WireError::Message(format!("log {log} is not kept here")));
        };
        let start = open.pending.len();
        open.pending.extend_from_slice(&[0; RECORD_HEADER_BYTES]);
        let encoded = Wire::encode(value, &mut open.pending);
        let length = open.pending.len() - start - RECORD_HEADER_BYTES;
        let fits = if length > FRAME_BYTES_MAX { Err(WireError::TooLong(length)) } else { Ok(()) };
        if let Err(error) = encoded.and(fits) {
            open.pending.truncate(start);
            return Err(error);
        }
        let (header, payload) = open.pending[start..].split_at_mut(RECORD_HEADER_BYTES);
        header[..4].copy_from_slice(&(length as u32).to_le_bytes());
        header[4..].copy_from_slice(&checksum(payload).to_le_bytes());
        Ok(())
    }

    /// Writes and syncs what has been appended. Says whether there was anything.
    ///
    /// # Errors
    /// What the system says: nothing may be taken for stored then.
    pub fn sync(&mut self) -> Result<bool, JournalError> {
        let mut any = false;
        for open in self.logs.iter_mut().flatten().filter(|open| !open.pending.is_empty()) {
            let Some(file) = &mut open.file else { continue };
            let written = file.write_all(&open.pending).and_then(|()| file.sync_data());
            written.map_err(|error| JournalError::Io { path: open.path.clone(), error })?;
            open.pending.clear();
            any = true;
        }
        Ok(any)
    }
}

impl Open {
    fn new(path: &Path, plan: u64) -> Result<(Open, Vec<Vec<u8>>), JournalError> {
        let io = |error| JournalError::Io { path: path.into(), error };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(io)?;
        }
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(io)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        let (records, end) = whole(&bytes, path, plan)?;
        let header = header(plan);
        file.set_len((HEADER_BYTES + end) as u64).map_err(io)?;
        file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&header)).map_err(io)?;
        file.seek(SeekFrom::End(0)).and_then(|_| file.sync_all()).map_err(io)?;
        Ok((Open { path: path.into(), file: Some(file), pending: Vec::new() }, records))
    }
}

/// Where the log of one process is.
fn path(plan: &Plan, place: Place, log: &Log, folder: &Path) -> PathBuf {
    folder.join(format!("{}-{}.log", plan.name(place).replace('/', "-"), log.name))
}

/// What is in a log, encoded, without opening it for its process, which may still run. A missing one is empty.
///
/// # Errors
/// Where the file cannot be read, or is no log of this plan.
pub(crate) fn read(plan: &Plan, place: Place, log: &Log, folder: &Path) -> Result<Vec<Vec<u8>>, JournalError> {
    let path = path(plan, place, log, folder);
    match std::fs::read(&path) {
        Ok(bytes) => whole(&bytes, &path, plan.hash).map(|(records, _)| records),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(JournalError::Io { path, error }),
    }
}

fn header(plan: u64) -> Vec<u8> {
    MAGIC.iter().copied().chain(plan.to_le_bytes()).collect()
}

/// The records of a file, and where the last whole one ends.
fn whole(bytes: &[u8], path: &Path, plan: u64) -> Result<(Vec<Vec<u8>>, usize), JournalError> {
    let header = header(plan);
    if bytes.len() < HEADER_BYTES && header.starts_with(bytes) {
        return Ok((Vec::new(), 0));
    }
    let Some(body) = bytes.strip_prefix(header.as_slice()) else {
        return Err(JournalError::Damaged { path: path.into(), why: "it is no log of this plan" });
    };
    records(body).map_err(|why| JournalError::Damaged { path: path.into(), why })
}

/// The records, and where the last whole one ends.
fn records(body: &[u8]) -> Result<(Vec<Vec<u8>>, usize), &'static str> {
    let (mut records, mut at) = (Vec::new(), 0);
    while let Some(header) = body[at..].first_chunk::<RECORD_HEADER_BYTES>() {
        let [a, b, c, d, sum @ ..] = *header;
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        let start = at + RECORD_HEADER_BYTES;
        // Cut off, or a length that was never written: nothing whole can follow.
        let Some(payload) = body.get(start..start + length) else { break };
        if checksum(payload) != u64::from_le_bytes(sum) {
            // The last write: only part of it, or only its length, came to the disk.
            if start + length == body.len() || body[start..].iter().all(|byte| *byte == 0) {
                break;
            }
            return Err("a record before the end is damaged");
        }
        records.push(payload.to_vec());
        at = start + length;
    }
    Ok((records, at))
}

fn checksum(payload: &[u8]) -> u64 {
    XxHash3_64::oneshot(payload)
}

#[cfg(test)]
mod tests;
