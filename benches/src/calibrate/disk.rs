//! Logs: appending a record, and having it on disk.

use super::clock::per_step_ns;
use crate::pairs::Spread;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

const RECORD_BYTES: usize = 64;
const RECORDS: usize = 500;
/// Each of these waits for the disk.
const SYNCS: usize = 30;

/// What a log costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disk {
    /// CPU for appending one small record.
    pub append_ns: f64,
    /// Until one small record is on disk, median; no CPU.
    pub sync_ns_p50: f64,
}

/// With a file in `folder` that is gone afterwards.
pub fn measure(folder: &Path) -> io::Result<Disk> {
    let path = folder.join(format!("suki-calibrate-{}", std::process::id()));
    let measured = File::create(&path).and_then(with);
    fs::remove_file(&path)?;
    measured
}

fn with(mut file: File) -> io::Result<Disk> {
    let record = [7_u8; RECORD_BYTES];
    let mut failed = Ok(());
    let append_ns = per_step_ns(RECORDS, |count| {
        for _ in 0..count {
            if let Err(error) = file.write_all(&record) {
                failed = Err(error);
            }
        }
    });
    failed?;
    let mut waits = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        file.write_all(&record)?;
        let before = Instant::now();
        file.sync_data()?;
        waits.push(before.elapsed().as_nanos() as f64);
    }
    Ok(Disk { append_ns, sync_ns_p50: Spread::of(waits).median })
}
