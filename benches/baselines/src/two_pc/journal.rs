//! An append-only file: entries are handed back once they are on disk, all of a turn with one sync.

use crate::net::{Net, Role, frame};
use serde::Serialize;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;
use tokio::sync::Notify;

/// The journal of one process.
pub(super) struct Journal<T> {
    /// Without a file, entries are only handed back.
    file: Option<File>,
    encoded: Vec<u8>,
    waiting: Vec<T>,
    some: Rc<Notify>,
}

/// A role with a journal.
pub(super) trait Journaled: Role {
    type Entry: Serialize;

    fn journal(&mut self) -> &mut Journal<Self::Entry>;

    /// `entry` is on disk.
    fn journaled(&mut self, net: &Rc<Net>, entry: Self::Entry);
}

impl<T: Serialize> Journal<T> {
    pub(super) fn open(folder: Option<&Path>, name: &str) -> io::Result<Self> {
        let file = folder.map(|folder| File::create(folder.join(name))).transpose()?;
        Ok(Journal { file, encoded: Vec::new(), waiting: Vec::new(), some: Rc::default() })
    }

    pub(super) fn append(&mut self, entry: T) {
        if self.file.is_some() {
            frame::append(&mut self.encoded, &entry);
        }
        self.waiting.push(entry);
        if self.waiting.len() == 1 {
            self.some.notify_one();
        }
    }

    fn sync(&mut self) -> io::Result<Vec<T>> {
        if let Some(file) = &mut self.file {
            file.write_all(&self.encoded)?;
            file.sync_data()?;
            self.encoded.clear();
        }
        Ok(std::mem::take(&mut self.waiting))
    }
}

/// Syncs at the end of each turn that has appended, for ever.
pub(super) async fn run<R: Journaled>(net: Rc<Net>, role: Rc<RefCell<R>>) -> io::Result<()> {
    let some = Rc::clone(&role.borrow_mut().journal().some);
    loop {
        some.notified().await;
        let mut role = role.borrow_mut();
        for entry in role.journal().sync()? {
            role.journaled(&net, entry);
        }
    }
}
