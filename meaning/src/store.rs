//! Values as numbers: each value is kept once, so that states are short and compared at once.

use crate::Value;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::rc::Rc;

/// A value that is kept in a [`Store`]; equal values have equal ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueId(u32);

/// A value whose components are ids. Maps are lists of pairs to everybody but closures.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Node {
    /// Without components.
    Leaf(Value),
    /// `Some`
    Some(ValueId),
    /// A tuple, a list.
    List(Rc<[ValueId]>),
    /// A map: keys and values in turn.
    Map(Rc<[ValueId]>),
    /// A struct with the names of its fields.
    Record(Rc<(String, Vec<String>)>, Rc<[ValueId]>),
    /// A variant of an enum.
    Variant(u32, Rc<str>, ValueId),
}

/// All values that have come up.
#[derive(Debug)]
pub struct Store {
    nodes: Vec<Node>,
    ids: FxHashMap<Node, ValueId>,
}

impl Default for Store {
    fn default() -> Self {
        let mut store = Store { nodes: Vec::new(), ids: FxHashMap::default() };
        assert_eq!((store.insert(Node::Leaf(Value::Unit)), store.list(&[])), (Store::UNIT, Store::EMPTY));
        store
    }
}

impl Store {
    /// `()`
    pub const UNIT: ValueId = ValueId(0);
    /// The list without items.
    pub const EMPTY: ValueId = ValueId(1);

    fn insert(&mut self, node: Node) -> ValueId {
        if let Some(id) = self.ids.get(&node) {
            return *id;
        }
        let id = ValueId(u32::try_from(self.nodes.len()).expect("memory ends before 2^32 values"));
        self.nodes.push(node.clone());
        self.ids.insert(node, id);
        id
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none; there always is.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// A list, or a tuple.
    pub fn list(&mut self, items: &[ValueId]) -> ValueId {
        self.insert(Node::List(items.into()))
    }

    /// A pair.
    pub fn pair(&mut self, first: ValueId, second: ValueId) -> ValueId {
        self.list(&[first, second])
    }

    /// An unsigned number.
    pub fn number(&mut self, n: u64) -> ValueId {
        self.insert(Node::Leaf(Value::Unsigned(n.into())))
    }

    /// The unsigned number that a value is; 0 for what is none.
    pub fn as_number(&self, id: ValueId) -> u64 {
        match &self.nodes[id.0 as usize] {
            Node::Leaf(value) => value.as_number().unwrap_or(0),
            _ => 0,
        }
    }

    /// Whether it is `true`.
    pub fn is_true(&self, id: ValueId) -> bool {
        self.nodes[id.0 as usize] == Node::Leaf(Value::Bool(true))
    }

    /// What is in an option.
    pub fn as_option(&self, id: ValueId) -> Option<ValueId> {
        match self.nodes[id.0 as usize] {
            Node::Some(held) => Some(held),
            _ => None,
        }
    }

    /// The items of a list, the components of a tuple, the fields of a struct, the keys and values of a map.
    pub fn items(&self, id: ValueId) -> Rc<[ValueId]> {
        match &self.nodes[id.0 as usize] {
            Node::List(items) | Node::Map(items) | Node::Record(_, items) => items.clone(),
            Node::Leaf(_) | Node::Some(_) | Node::Variant(..) => Rc::from([]),
        }
    }

    /// A component of a tuple, a field of a struct; `()` where there is none.
    pub fn component(&self, id: ValueId, position: usize) -> ValueId {
        match &self.nodes[id.0 as usize] {
            Node::List(items) | Node::Map(items) | Node::Record(_, items) => {
                items.get(position).copied().unwrap_or(Self::UNIT)
            }
            Node::Leaf(_) | Node::Some(_) | Node::Variant(..) => Self::UNIT,
        }
    }

    /// A list within a list; an empty one where there is none.
    pub fn part(&self, id: ValueId, position: usize) -> ValueId {
        match self.component(id, position) {
            Self::UNIT => Self::EMPTY,
            list => list,
        }
    }

    /// A map of these keys and values, in turn.
    pub fn map(&mut self, entries: &[ValueId]) -> ValueId {
        self.insert(Node::Map(entries.into()))
    }

    /// A list with one more item at its end.
    pub fn push(&mut self, list: ValueId, item: ValueId) -> ValueId {
        let mut items = self.items(list).to_vec();
        items.push(item);
        self.list(&items)
    }

    /// A list as a bag: sorted by id, which is one form for one bag.
    pub fn bag(&mut self, mut items: Vec<ValueId>) -> ValueId {
        items.sort_unstable();
        self.list(&items)
    }

    /// A bag with one more item.
    pub fn bag_with(&mut self, bag: ValueId, item: ValueId) -> ValueId {
        let mut items = self.items(bag).to_vec();
        let at = items.partition_point(|other| *other <= item);
        items.insert(at, item);
        self.list(&items)
    }

    /// A list without its item at `position`, and that item.
    pub fn taken(&mut self, list: ValueId, position: usize) -> (ValueId, ValueId) {
        let mut items = self.items(list).to_vec();
        let item = items.remove(position);
        (self.list(&items), item)
    }

    /// A set with the item; none when it is in the set.
    pub fn set_with(&mut self, set: ValueId, item: ValueId) -> Option<ValueId> {
        let items = self.items(set);
        match items.binary_search(&item) {
            Ok(_) => None,
            Err(at) => {
                let mut items = items.to_vec();
                items.insert(at, item);
                Some(self.list(&items))
            }
        }
    }

    /// What a table of pairs has for a key.
    pub fn get(&self, table: ValueId, key: ValueId) -> Option<ValueId> {
        let rows = self.items(table);
        let at = rows.binary_search_by_key(&key, |row| self.component(*row, 0)).ok()?;
        Some(self.component(rows[at], 1))
    }

    /// A table of pairs with this value for the key.
    pub fn put(&mut self, table: ValueId, key: ValueId, value: ValueId) -> ValueId {
        let row = self.pair(key, value);
        let mut rows = self.items(table).to_vec();
        match rows.binary_search_by_key(&key, |row| self.component(*row, 0)) {
            Ok(at) => rows[at] = row,
            Err(at) => rows.insert(at, row),
        }
        self.list(&rows)
    }

    /// How Rust compares two values of one type.
    pub fn compare(&self, a: ValueId, b: ValueId) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        match (&self.nodes[a.0 as usize], &self.nodes[b.0 as usize]) {
            (Node::Leaf(a), Node::Leaf(b)) => a.cmp(b),
            // `None` is a leaf.
            (Node::Leaf(_), _) => Ordering::Less,
            (_, Node::Leaf(_)) => Ordering::Greater,
            (Node::Some(a), Node::Some(b)) => self.compare(*a, *b),
            (Node::Variant(i, _, a), Node::Variant(j, _, b)) => i.cmp(j).then_with(|| self.compare(*a, *b)),
            (Node::List(a) | Node::Map(a) | Node::Record(_, a), Node::List(b) | Node::Map(b) | Node::Record(_, b)) => {
                let differing = a.iter().zip(b.iter()).map(|(a, b)| self.compare(*a, *b)).find(|order| order.is_ne());
                differing.unwrap_or_else(|| a.len().cmp(&b.len()))
            }
            // Values of two types, which no program compares.
            (Node::Some(_) | Node::Variant(..) | Node::List(_) | Node::Map(_) | Node::Record(..), _) => a.cmp(&b),
        }
    }

    /// The id of a value.
    pub fn keep(&mut self, value: &Value) -> ValueId {
        let node = match value {
            Value::Option(Some(held)) => Node::Some(self.keep(held)),
            Value::Sequence(items) => Node::List(items.iter().map(|item| self.keep(item)).collect()),
            Value::Map(entries) => {
                Node::Map(entries.iter().flat_map(|(key, value)| [self.keep(key), self.keep(value)]).collect())
            }
            Value::Record(name, fields) => {
                let names = fields.iter().map(|(name, _)| name.clone()).collect();
                let items = fields.iter().map(|(_, value)| self.keep(value)).collect();
                Node::Record(Rc::new((name.clone(), names)), items)
            }
            Value::Variant(position, name, held) => Node::Variant(*position, name.as_str().into(), self.keep(held)),
            leaf => Node::Leaf(leaf.clone()),
        };
        self.insert(node)
    }

    /// The value of an id.
    pub fn value(&self, id: ValueId) -> Value {
        let values = |items: &[ValueId]| items.iter().map(|item| self.value(*item)).collect::<Vec<_>>();
        match &self.nodes[id.0 as usize] {
            Node::Leaf(value) => value.clone(),
            Node::Some(held) => Value::some(self.value(*held)),
            Node::List(items) => Value::Sequence(values(items)),
            Node::Map(items) => {
                Value::Map(items.chunks_exact(2).map(|row| (self.value(row[0]), self.value(row[1]))).collect())
            }
            Node::Record(names, items) => {
                Value::Record(names.0.clone(), names.1.iter().cloned().zip(values(items)).collect())
            }
            Node::Variant(position, name, held) => {
                Value::Variant(*position, name.to_string(), Box::new(self.value(*held)))
            }
        }
    }

    /// A number that depends on the value alone, not on its id: which part is responsible for a key.
    pub fn spread(&self, id: ValueId) -> u64 {
        use std::hash::{Hash, Hasher};
        if let Node::Leaf(Value::Unsigned(n)) = &self.nodes[id.0 as usize] {
            return u64::try_from(*n).unwrap_or(u64::MAX);
        }
        let mut hasher = rustc_hash::FxHasher::default();
        self.value(id).hash(&mut hasher);
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_kept_once_and_comes_back() {
        let mut store = Store::default();
        let record = Value::Record("R".into(), vec![("a".into(), Value::some(Value::number(1)))]);
        let map = Value::Map(vec![(Value::Unit, record.clone()), (Value::Bool(true), Value::Option(None))]);
        let value = Value::Variant(2, "V".into(), Box::new(Value::Sequence(vec![record, map])));
        let id = store.keep(&value);
        let len = store.len();
        assert_eq!(store.keep(&value), id);
        assert_eq!((store.len(), store.value(id)), (len, value));
    }

    #[test]
    fn order_is_that_of_rust() {
        let mut store = Store::default();
        let mut id = |value: &Value| store.keep(value);
        let numbers = [Value::number(300), Value::number(2), Value::Option(None), Value::some(Value::number(0))];
        let ids: Vec<ValueId> = numbers.iter().map(&mut id).collect();
        let short = id(&Value::Sequence(vec![Value::number(2)]));
        let long = id(&Value::Sequence(vec![Value::number(2), Value::number(0)]));
        assert_eq!(store.compare(ids[0], ids[1]), Ordering::Greater);
        assert_eq!(store.compare(ids[2], ids[3]), Ordering::Less);
        assert_eq!(store.compare(short, long), Ordering::Less);
    }

    #[test]
    fn tables_have_one_row_for_a_key() {
        let mut store = Store::default();
        let (a, b) = (store.number(1), store.number(2));
        let table = store.put(Store::EMPTY, b, a);
        let table = store.put(table, a, a);
        let table = store.put(table, b, b);
        assert_eq!((store.get(table, b), store.get(table, a), store.items(table).len()), (Some(b), Some(a), 2));
    }
}
