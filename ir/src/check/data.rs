//! What the declared types are fit for: keys, orders, messages.

use super::Vocabulary;
use crate::Ty;
use std::collections::{BTreeMap, BTreeSet};

/// Types whose values cannot be encoded and read back elsewhere.
const UNSENDABLE: [&str; 12] =
    ["Rc", "Arc", "Weak", "Cell", "RefCell", "Mutex", "RwLock", "Instant", "SystemTime", "Sender", "Receiver", "File"];
/// Collections whose length is encoded before their elements.
const SEQUENCES: [&str; 5] = ["Vec", "VecDeque", "BTreeSet", "HashSet", "BinaryHeap"];
/// Collections that a program finds in another order in every run.
const HASHED: [&str; 2] = ["HashMap", "HashSet"];

/// Why values of a type are no keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyFlaw {
    /// A part of a type without total equality and hash.
    Part(String),
    /// A declared type whose equality is written by hand.
    OwnEquality(String),
}

/// Why values of a type are no messages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MessageFlaw {
    /// A declared type that contains itself.
    Recursive(String),
    /// A collection of elements that take no bytes.
    ZeroSize(String),
    /// A part that cannot be sent.
    Unsendable(String),
}

/// What one type is fit for.
#[derive(Clone, Debug, Default)]
pub(super) struct Traits {
    /// Whether a value takes no bytes.
    pub zero: bool,
    /// Why it is no key.
    pub key: Option<KeyFlaw>,
    /// A part that has no total order.
    pub order: Option<String>,
    /// Why it is no message.
    pub message: Option<MessageFlaw>,
    /// A part whose bytes depend on the order of a hash table.
    pub hashed: Option<String>,
}

/// The traits of all declared types.
pub(super) struct Data<'a> {
    vocabulary: &'a Vocabulary,
    recursive: BTreeSet<&'a str>,
    known: BTreeMap<&'a str, Traits>,
}

impl<'a> Data<'a> {
    /// Reads every declared type.
    pub fn of(vocabulary: &'a Vocabulary) -> Self {
        let mut data = Self { vocabulary, recursive: BTreeSet::new(), known: BTreeMap::new() };
        let order = data.fields_first();
        // Types that contain one another know of one another after the second round.
        for name in order.iter().chain(&order) {
            let traits = data.declared(name);
            data.known.insert(name, traits);
        }
        data
    }

    /// The traits of any type.
    pub fn traits(&self, ty: &Ty) -> Traits {
        match ty {
            Ty::Unknown => Traits::default(),
            Ty::Ref(inner) => {
                let message = Some(MessageFlaw::Unsendable(ty.to_string()));
                Traits { zero: false, message, ..self.traits(inner) }
            }
            Ty::Array(item, length) => {
                let item = self.traits(item);
                Traits { zero: item.zero || *length == Some(0), ..item }
            }
            Ty::Tuple(items) => {
                let zero = items.iter().all(|item| self.traits(item).zero);
                Traits { zero, ..self.all(items.iter()) }
            }
            Ty::Path(name, arguments) => self.path(ty, name, arguments),
        }
    }

    fn path(&self, ty: &Ty, name: &str, arguments: &[Ty]) -> Traits {
        let mut traits = self.all(arguments.iter());
        if let Some(known) = self.known.get(name) {
            return Traits { zero: known.zero, ..both(known.clone(), traits) };
        }
        let empty = !arguments.is_empty() && arguments.iter().all(|item| self.traits(item).zero);
        if empty && (SEQUENCES.contains(&name) || name.ends_with("Map")) {
            traits.message = Some(MessageFlaw::ZeroSize(ty.to_string()));
        }
        if UNSENDABLE.contains(&name) {
            traits.message = Some(MessageFlaw::Unsendable(ty.to_string()));
        }
        if HASHED.contains(&name) {
            traits.hashed = Some(ty.to_string());
        }
        if matches!(name, "f32" | "f64" | "BinaryHeap") || HASHED.contains(&name) {
            traits.key = Some(KeyFlaw::Part(ty.to_string()));
            traits.order = Some(ty.to_string());
        }
        Traits { zero: name == "PhantomData", ..traits }
    }

    /// What the parts of a value have in common.
    fn all<'t>(&self, parts: impl Iterator<Item = &'t Ty>) -> Traits {
        parts.map(|part| self.traits(part)).fold(Traits::default(), both)
    }

    /// The traits of a declared type whose fields are known, but for those that contain it.
    fn declared(&self, name: &'a str) -> Traits {
        let mut traits = self.all(self.fields(name).into_iter());
        let by_hand = self.vocabulary.own_equality.contains(name);
        if by_hand {
            traits.key = Some(KeyFlaw::OwnEquality(name.to_string()));
            traits.order = None;
        }
        if self.recursive.contains(name) {
            traits.message = Some(MessageFlaw::Recursive(name.to_string()));
        }
        let structure = self.vocabulary.structs.get(name);
        traits.zero = structure.is_some_and(|fields| fields.iter().all(|(_, ty)| self.traits(ty).zero));
        traits
    }

    fn fields(&self, name: &str) -> Vec<&'a Ty> {
        let vocabulary = self.vocabulary;
        let variants = vocabulary.enums.get(name).into_iter().flatten().flat_map(|(_, fields)| fields);
        vocabulary.structs.get(name).into_iter().flatten().chain(variants).map(|(_, ty)| ty).collect()
    }

    /// All declared types, those that a type contains before it; notes which contain themselves.
    ///
    /// On a stack of our own: types may contain one another deeper than the machine's stack is.
    fn fields_first(&mut self) -> Vec<&'a str> {
        let names = || self.vocabulary.structs.keys().chain(self.vocabulary.enums.keys()).map(String::as_str);
        // Whether a type is still open; closed types are not visited again.
        let mut open: BTreeMap<&str, bool> = BTreeMap::new();
        let mut order = Vec::new();
        let mut recursive = BTreeSet::new();
        for root in names() {
            let mut stack = vec![(root, false)];
            while let Some((name, left)) = stack.pop() {
                if left {
                    open.insert(name, false);
                    order.push(name);
                    continue;
                }
                match open.get(name) {
                    Some(true) => {
                        recursive.insert(name);
                        continue;
                    }
                    Some(false) => continue,
                    None => {}
                }
                open.insert(name, true);
                stack.push((name, true));
                let mut inside = Vec::new();
                self.fields(name).into_iter().for_each(|ty| mentioned(ty, &mut inside));
                let declared = |name: &&str| {
                    self.vocabulary.structs.contains_key(*name) || self.vocabulary.enums.contains_key(*name)
                };
                stack.extend(inside.into_iter().filter(declared).map(|name| (name, false)));
            }
        }
        self.recursive = recursive;
        order
    }
}

/// All names of a type; its depth is bounded by the nesting of the text.
fn mentioned<'t>(ty: &'t Ty, names: &mut Vec<&'t str>) {
    match ty {
        Ty::Unknown => {}
        Ty::Ref(inner) | Ty::Array(inner, _) => mentioned(inner, names),
        Ty::Tuple(items) => items.iter().for_each(|item| mentioned(item, names)),
        Ty::Path(name, arguments) => {
            names.push(name);
            arguments.iter().for_each(|argument| mentioned(argument, names));
        }
    }
}

fn both(a: Traits, b: Traits) -> Traits {
    Traits {
        zero: false,
        key: a.key.or(b.key),
        order: a.order.or(b.order),
        message: a.message.or(b.message),
        hashed: a.hashed.or(b.hashed),
    }
}
