use std::marker::PhantomData;

pub struct MemberId<L>(u32, PhantomData<fn() -> L>);
impl<L> MemberId<L> {
    pub const fn new(index: u32) -> Self {
        MemberId(index, PhantomData)
    }
    pub const fn index(self) -> u32 {
        self.0
    }
}
impl<L> Clone for MemberId<L> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<L> Copy for MemberId<L> {}
impl<L> PartialEq for MemberId<L> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<L> Eq for MemberId<L> {}
impl<L> PartialOrd for MemberId<L> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<L> Ord for MemberId<L> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<L> std::hash::Hash for MemberId<L> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<L> std::fmt::Debug for MemberId<L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
impl<L> std::fmt::Display for MemberId<L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(u64);
impl ClientId {
    pub const fn new(number: u64) -> Self {
        ClientId(number)
    }
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// A stream of which only the element type exists.
pub struct Stream<T>(PhantomData<fn() -> T>);
impl<T> Clone for Stream<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Stream<T> {}
/// The state of an operator.
pub struct State<A>(PhantomData<fn() -> A>);

pub fn source<T>() -> Stream<T> {
    Stream(PhantomData)
}
fn state<A>() -> State<A> {
    State(PhantomData)
}
pub fn source_iter<I: IntoIterator>(_: impl FnMut() -> I) -> Stream<I::Item> {
    source()
}
pub fn to_member<L, T>(_: Stream<(MemberId<L>, T)>) -> Stream<T> {
    source()
}
pub fn same<T>(_: Stream<T>, _: Stream<T>) {}
pub fn self_id<L>() -> MemberId<L> {
    MemberId(0, PhantomData)
}
pub fn show<T>(id: u32, _: Stream<T>) {
    println!("{id} element {}", std::any::type_name::<T>());
}
pub fn show_state<A>(id: u32, _: State<A>) {
    println!("{id} state {}", std::any::type_name::<A>());
}

impl<T> Stream<T> {
    pub fn map<U>(self, _: impl FnMut(T) -> U) -> Stream<U> {
        source()
    }
    pub fn filter(self, _: impl FnMut(&T) -> bool) -> Stream<T> {
        self
    }
    pub fn filter_map<U>(self, _: impl FnMut(T) -> Option<U>) -> Stream<U> {
        source()
    }
    pub fn flat_map<I: IntoIterator>(self, _: impl FnMut(T) -> I) -> Stream<I::Item> {
        source()
    }
    pub fn key_by<K>(self, _: impl FnMut(&T) -> K) -> Stream<(K, T)> {
        source()
    }
    pub fn route<K>(self, _: impl FnMut(&T) -> K) -> Stream<T> {
        self
    }
    pub fn union(self, _: Stream<T>) -> Stream<T> {
        self
    }
    pub fn enumerate(self) -> Stream<(u64, T)> {
        source()
    }
    pub fn count(self) -> Stream<u64> {
        source()
    }
    pub fn starts_with(self, _: impl FnMut() -> T) -> Stream<T> {
        self
    }
    pub fn scan<S, O>(self, _: impl FnMut() -> S, _: impl FnMut(&mut S, T, &mut Vec<O>)) -> (Stream<O>, State<S>) {
        (source(), state())
    }
    pub fn fold<A>(self, _: impl FnMut() -> A, _: impl FnMut(&mut A, T)) -> (Stream<A>, State<A>) {
        (source(), state())
    }
    pub fn reduce(self, _: impl FnMut(&mut T, T)) -> Stream<T> {
        self
    }
    pub fn inspect(self, _: impl FnMut(&T) -> String) -> Stream<T> {
        self
    }
    pub fn cross_product<U>(self, _: Stream<U>) -> Stream<(T, U)> {
        source()
    }
    pub fn deal<L>(self) -> Stream<(MemberId<L>, T)> {
        source()
    }
    pub fn cross_singleton<V: 'static>(self, _: Stream<V>) -> Stream<(T, &'static V)> {
        source()
    }
    pub fn from_member<L>(self) -> Stream<(MemberId<L>, T)> {
        source()
    }
    pub fn from_client(self) -> Stream<(ClientId, T)> {
        source()
    }
    pub fn until<W>(self, _: Stream<W>, _: impl FnMut(&T) -> W) -> Stream<T> {
        self
    }
}

impl<K, V> Stream<(K, V)> {
    pub fn values(self) -> Stream<V> {
        source()
    }
    pub fn keys(self) -> Stream<K> {
        source()
    }
    pub fn anti_join(self, _: Stream<K>) -> Stream<(K, V)> {
        self
    }
    pub fn count_keyed(self) -> Stream<(K, u64)> {
        source()
    }
    pub fn reduce_keyed(self, _: impl FnMut(&mut V, V)) -> Stream<(K, V)> {
        self
    }
    pub fn fold_keyed<A>(self, _: impl FnMut() -> A, _: impl FnMut(&mut A, V)) -> (Stream<(K, A)>, State<A>) {
        (source(), state())
    }
    pub fn join<W>(self, _: Stream<(K, W)>) -> Stream<(K, (V, W))> {
        source()
    }
    pub fn join_until<W, M>(self, _: Stream<(K, W)>, _: Stream<M>, _: impl FnMut(&K) -> M) -> Stream<(K, (V, W))> {
        source()
    }
    pub fn scan_keyed<S, O>(
        self,
        _: impl FnMut() -> S,
        _: impl FnMut(&mut S, V, &mut Vec<O>),
    ) -> (Stream<(K, O)>, State<S>) {
        (source(), state())
    }
}

impl<L, T> Stream<(MemberId<L>, T)> {
    pub fn quorum<K>(self, _: impl FnMut(&T) -> K) -> Stream<K> {
        source()
    }
}
