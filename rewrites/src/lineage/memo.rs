//! Closures, each read once: a key is pulled back through the same closure for every place that asks for it.

use super::{Value, pull_back_by, result};
use crate::Key;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;
use suki_ir::Op;

/// What the stateless operators of one program make of their elements, as far as it has been asked.
#[derive(Clone, Debug, Default)]
pub struct Memo(RefCell<FxHashMap<Op, Rc<Value>>>);

impl Memo {
    /// [`super::result`].
    fn result(&self, stage: &Op) -> Rc<Value> {
        if let Some(known) = self.0.borrow().get(stage) {
            return known.clone();
        }
        let value = Rc::new(result(stage));
        self.0.borrow_mut().insert(stage.clone(), value.clone());
        value
    }

    /// `key` of what leaves the stages as a key of what comes in; none where it cannot be read.
    pub fn pull_back(&self, key: &Key, stages: &[Op]) -> Option<Key> {
        stages.iter().rev().try_fold(key.clone(), |key, stage| pull_back_by(&key, stage, || self.result(stage)))
    }
}
