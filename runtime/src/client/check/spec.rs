//! Sequential specifications.

use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;

/// What the operations would do one after the other: the `linearizable(..)` of a workload.
///
/// Histories are checked on a thread of their own, so all of it can be sent there.
pub trait Spec: Send + Sync + 'static {
    /// An operation.
    type Request: Clone + Debug + Send;
    /// Its reply.
    type Reply: Send;
    /// Operations with different keys do not touch one another.
    type Key: Clone + Eq + Hash + Debug + Send;
    /// What operations on one key act on.
    type State: Clone + Eq + Hash + Debug + Send;
    /// What a reply says of an operation.
    type Value: Clone + Eq + Debug + Send;

    /// Which of the independent parts of the state `request` acts on; none: it is no operation.
    fn key(&self, request: &Self::Request) -> Option<Self::Key>;
    /// The state before everything.
    fn init(&self) -> Self::State;
    /// The effect of `request`, and what its reply has to say. A function of its arguments alone.
    fn apply(&self, state: &mut Self::State, request: &Self::Request) -> Self::Value;
    /// What `reply` says.
    fn value(&self, reply: &Self::Reply) -> Option<Self::Value>;
}

impl<S: Spec> Spec for std::sync::Arc<S> {
    type Request = S::Request;
    type Reply = S::Reply;
    type Key = S::Key;
    type State = S::State;
    type Value = S::Value;

    fn key(&self, request: &S::Request) -> Option<S::Key> {
        (**self).key(request)
    }
    fn init(&self) -> S::State {
        (**self).init()
    }
    fn apply(&self, state: &mut S::State, request: &S::Request) -> S::Value {
        (**self).apply(state, request)
    }
    fn value(&self, reply: &S::Reply) -> Option<S::Value> {
        (**self).value(reply)
    }
}

/// A specification made of a workload's closures.
#[derive(Clone, Debug)]
pub struct Sequential<Q, R, K, I, A, V> {
    key: K,
    init: I,
    apply: A,
    value: V,
    types: PhantomData<fn(Q, R)>,
}

impl<Q, R, K, I, A, V> Sequential<Q, R, K, I, A, V> {
    /// The specification with these parts.
    ///
    /// ```
    /// use suki_runtime::client::check::{Sequential, Spec};
    ///
    /// let counter = Sequential::<u64, u64, _, _, _, _>::new(
    ///     |_: &u64| Some(()),
    ///     || 0,
    ///     |sum: &mut u64, add: &u64| { *sum += add; *sum },
    ///     |reply: &u64| Some(*reply),
    /// );
    /// let mut sum = counter.init();
    /// assert_eq!(counter.apply(&mut sum, &2), 2);
    /// ```
    pub fn new<Key, State, Value>(key: K, init: I, apply: A, value: V) -> Self
    where
        K: Fn(&Q) -> Option<Key>,
        I: Fn() -> State,
        A: Fn(&mut State, &Q) -> Value,
        V: Fn(&R) -> Option<Value>,
    {
        Self { key, init, apply, value, types: PhantomData }
    }
}

impl<Q, R, K, I, A, V, Key, State, Value> Spec for Sequential<Q, R, K, I, A, V>
where
    Q: Clone + Debug + Send + 'static,
    R: Send + 'static,
    Key: Clone + Eq + Hash + Debug + Send,
    State: Clone + Eq + Hash + Debug + Send,
    Value: Clone + Eq + Debug + Send,
    K: Fn(&Q) -> Option<Key> + Send + Sync + 'static,
    I: Fn() -> State + Send + Sync + 'static,
    A: Fn(&mut State, &Q) -> Value + Send + Sync + 'static,
    V: Fn(&R) -> Option<Value> + Send + Sync + 'static,
{
    type Request = Q;
    type Reply = R;
    type Key = Key;
    type State = State;
    type Value = Value;

    fn key(&self, request: &Q) -> Option<Key> {
        (self.key)(request)
    }
    fn init(&self) -> State {
        (self.init)()
    }
    fn apply(&self, state: &mut State, request: &Q) -> Value {
        (self.apply)(state, request)
    }
    fn value(&self, reply: &R) -> Option<Value> {
        (self.value)(reply)
    }
}

/// No specification: every history is right.
#[derive(Clone, Debug, Default)]
pub struct NoSpec<Q, R>(PhantomData<fn(Q, R)>);

impl<Q, R> NoSpec<Q, R> {
    /// For a workload without `linearizable`.
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<Q: Clone + Debug + Send + 'static, R: Send + 'static> Spec for NoSpec<Q, R> {
    type Request = Q;
    type Reply = R;
    type Key = ();
    type State = ();
    type Value = ();

    fn key(&self, _: &Q) -> Option<()> {
        None
    }
    fn init(&self) {}
    fn apply(&self, _: &mut (), _: &Q) {}
    fn value(&self, _: &R) -> Option<()> {
        None
    }
}
