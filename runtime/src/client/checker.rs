//! Histories are checked on a thread of their own, so that what is measured does not wait for it.

use super::check::{Linearizability, Operation, Spec, Tally};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::mem;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Operations that are handed over together.
const BATCH: usize = 1_024;
/// Batches that may wait. Beyond it the client waits as well: it must not fill the memory.
const BATCHES_MAX: usize = 256;

/// Operations that are over, and the moment before which no other began.
struct Batch<S: Spec> {
    operations: Vec<Operation<S::Request, S::Reply>>,
    watermark: u64,
}

/// The near end of the thread.
pub struct Checker<S: Spec> {
    spec: Arc<S>,
    /// Keys whose hash is below are checked.
    share: u64,
    collected: Vec<Operation<S::Request, S::Reply>>,
    batches: SyncSender<Batch<S>>,
    thread: JoinHandle<Tally>,
}

impl<S: Spec> Checker<S> {
    /// Checks against `spec` what happens to a `share` of all keys.
    ///
    /// # Errors
    /// Where the system has no thread left.
    pub fn start(spec: S, share: f64) -> std::io::Result<Self> {
        let spec = Arc::new(spec);
        let (batches, received) = sync_channel::<Batch<S>>(BATCHES_MAX);
        let of_thread = Arc::clone(&spec);
        let thread = std::thread::Builder::new().name("check".into()).spawn(move || {
            let mut check = Linearizability::new(of_thread);
            for batch in received {
                batch.operations.into_iter().for_each(|operation| check.over(operation));
                check.advance(batch.watermark);
            }
            check.finish()
        })?;
        let share = (share * u64::MAX as f64) as u64;
        Ok(Self { spec, share, collected: Vec::with_capacity(BATCH), batches, thread })
    }

    /// An operation is over. Whether it is time to [`Checker::pass_on`].
    #[inline]
    pub fn over(&mut self, operation: Operation<S::Request, S::Reply>) -> bool {
        let Some(key) = self.spec.key(&operation.request) else { return false };
        if self.share < u64::MAX && hash(&key) > self.share {
            return false;
        }
        self.collected.push(operation);
        self.collected.len() >= BATCH
    }

    /// Hands over what is collected. Every operation that began before `watermark` is over.
    pub fn pass_on(&mut self, watermark: u64) {
        let operations = mem::replace(&mut self.collected, Vec::with_capacity(BATCH));
        // A thread that is gone has panicked; `finish` says so.
        let _ = self.batches.send(Batch { operations, watermark });
    }

    /// What the check has found. None: it has ended before its time.
    pub fn finish(mut self) -> Option<Tally> {
        self.pass_on(0);
        drop(self.batches);
        self.thread.join().ok()
    }
}

fn hash(key: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    key.hash(&mut hasher);
    hasher.finish()
}
