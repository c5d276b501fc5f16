//! An element on its way: the variables that hold it, and whether they may be moved from.

use super::Transducer;
use crate::types::{is_unit, pair};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

/// How a variable holds a value of type `T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// A `T` that nobody needs any more.
    Owned,
    /// A `T` that somebody else needs as well.
    Shared,
    /// A `&T`.
    Borrowed,
}

#[derive(Clone)]
pub(super) struct Part {
    pub variable: TokenStream,
    pub hold: Hold,
}

/// An element of a stream.
#[derive(Clone)]
pub(super) enum Element {
    One(Part),
    /// A key and a value, not yet put into a tuple.
    Pair(Part, Part),
}

impl Element {
    pub fn owned(variable: impl quote::ToTokens) -> Self {
        Element::One(Part { variable: quote!(#variable), hold: Hold::Owned })
    }

    pub fn borrowed(variable: impl quote::ToTokens) -> Self {
        Element::One(Part { variable: quote!(#variable), hold: Hold::Borrowed })
    }

    /// The same for a reader that is not the last.
    pub fn shared(&self) -> Self {
        let share = |part: &Part| {
            let hold = if part.hold == Hold::Owned { Hold::Shared } else { part.hold };
            Part { variable: part.variable.clone(), hold }
        };
        match self {
            Element::One(part) => Element::One(share(part)),
            Element::Pair(key, value) => Element::Pair(share(key), share(value)),
        }
    }
}

impl Transducer<'_> {
    /// An expression that yields the value: a move where nobody needs it any more.
    pub(super) fn take_part(&self, part: &Part, ty: &Type) -> TokenStream {
        let variable = &part.variable;
        if is_unit(ty) {
            return quote!(());
        }
        match (part.hold, self.plan.types.is_copy(ty)) {
            (Hold::Owned, _) | (Hold::Shared, true) => quote!(#variable),
            (Hold::Borrowed, true) => quote!(*#variable),
            (Hold::Shared | Hold::Borrowed, false) => quote!(#variable.clone()),
        }
    }

    /// An expression that yields the element.
    pub(super) fn take(&self, element: &Element, ty: &Type) -> TokenStream {
        match element {
            Element::One(part) => self.take_part(part, ty),
            Element::Pair(key, value) => {
                let (key_type, value_type) = pair(ty);
                let (key, value) = (self.take_part(key, &key_type), self.take_part(value, &value_type));
                quote!((#key, #value))
            }
        }
    }

    /// An expression that yields a reference to the element.
    pub(super) fn lend(&self, element: &Element, ty: &Type) -> TokenStream {
        match element {
            Element::One(Part { variable, hold: Hold::Borrowed }) => quote!(#variable),
            Element::One(Part { variable, .. }) => quote!(&#variable),
            Element::Pair(..) => {
                let whole = self.take(&element.shared(), ty);
                quote!(&#whole)
            }
        }
    }

    /// The element's two components as variables, with the statement that makes them.
    pub(super) fn split(&self, element: &Element, ty: &Type) -> (TokenStream, Part, Part) {
        match element {
            Element::Pair(key, value) => (TokenStream::new(), key.clone(), value.clone()),
            Element::One(part) => {
                let whole = self.take_part(part, ty);
                let owned = |variable: TokenStream| Part { variable, hold: Hold::Owned };
                let value = if is_unit(&pair(ty).1) { quote!(()) } else { quote!(value) };
                (quote!(let (key, #value) = #whole;), owned(quote!(key)), owned(quote!(value)))
            }
        }
    }
}
