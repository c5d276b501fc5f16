//! Closures as functions of values, from wherever they come; each call is made once.

use crate::{Store, Trouble, Value, ValueId};
use rustc_hash::FxHashMap;
use std::rc::Rc;
use suki_ir::{Closure, OperatorId, Program};

/// A closure as whoever provides it calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionId(pub u32);

/// Where closures are called: generated programs bring theirs from a registry, real ones are compiled.
pub trait Closures {
    /// The function for one closure of an operator; `position` is that in `Op::closures`.
    ///
    /// # Errors
    /// When nobody knows it.
    fn function(
        &mut self,
        program: &Program,
        id: OperatorId,
        position: usize,
        closure: &Closure,
    ) -> Result<FunctionId, Trouble>;

    /// Calls it; one that asks who it is takes the member first. Arguments that it changes are changed in place.
    ///
    /// # Errors
    /// When an argument is not of the closure's type, or when the closure panics.
    fn call(&mut self, function: FunctionId, arguments: &mut [Value]) -> Result<Value, Trouble>;
}

/// What a call gave: its result, and the arguments as it left them.
#[derive(Clone, Debug)]
pub struct Called {
    /// The result.
    pub result: ValueId,
    /// The arguments.
    pub arguments: Rc<[ValueId]>,
}

/// All values, and all calls that have been made. Closures are pure: a call is never made twice.
pub struct World<'c> {
    /// All values.
    pub store: Store,
    closures: &'c mut dyn Closures,
    calls: FxHashMap<(FunctionId, Rc<[ValueId]>), Called>,
}

impl<'c> World<'c> {
    /// No value and no call.
    pub fn new(closures: &'c mut dyn Closures) -> Self {
        World { store: Store::default(), closures, calls: FxHashMap::default() }
    }

    /// Who provides the closures.
    pub fn closures(&mut self) -> &mut dyn Closures {
        self.closures
    }

    /// Calls made so far, each once.
    pub fn calls(&self) -> usize {
        self.calls.len()
    }

    /// Calls a closure.
    ///
    /// # Errors
    /// The closure's own.
    pub fn call(&mut self, function: FunctionId, arguments: &[ValueId]) -> Result<Called, Trouble> {
        let key = (function, Rc::from(arguments));
        if let Some(called) = self.calls.get(&key) {
            return Ok(called.clone());
        }
        let mut values: Vec<Value> = arguments.iter().map(|id| self.store.value(*id)).collect();
        let result = self.closures.call(function, &mut values)?;
        let result = self.store.keep(&result);
        let arguments = values.iter().map(|value| self.store.keep(value)).collect();
        let called = Called { result, arguments };
        self.calls.insert(key, called.clone());
        Ok(called)
    }
}
