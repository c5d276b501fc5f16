//! One crate for each location: a pure `step` from inputs to outputs.
//!
//! An element is pushed through operators until it reaches one that keeps it: a buffer of outputs, the batch of a
//! tick, a state. What several operators feed is a method; all else is nested in place, so that rustc sees one loop.

mod channel;
mod element;
mod pipeline;
mod running;
mod schedule;
mod stateful;
mod step;
mod tick;
mod value;

use crate::plan::Plan;
use crate::print::{self, Notes};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use suki_ir::{LocationId, OperatorId};
use syn::Type;

/// The code of one location while it is being made.
pub(crate) struct Transducer<'a> {
    plan: &'a Plan<'a>,
    at: LocationId,
    notes: Notes,
    /// Fields of `State` in order of their first use: name, type, first value.
    fields: RefCell<Vec<Field>>,
    /// The tick whose method is being made.
    schedule: RefCell<Option<schedule::Schedule>>,
    /// Streams that leave a tick by way of a buffer.
    leaving: RefCell<Vec<OperatorId>>,
    /// Variables of the tick's singletons and optionals.
    values: RefCell<BTreeMap<OperatorId, value::Value>>,
    /// Whether a closure asks who it is: while the state is made, and later.
    asks_at_first: Cell<bool>,
    asks_later: Cell<bool>,
}

struct Field {
    name: Ident,
    ty: TokenStream,
    init: TokenStream,
}

/// What comes into a location and what leaves it, in textual order.
pub(crate) struct Ports {
    pub entries: Vec<OperatorId>,
    pub exits: Vec<OperatorId>,
    /// Whether something writes into the log.
    pub inspects: bool,
}

/// The ports of a location.
pub(crate) fn ports(plan: &Plan, at: LocationId) -> Ports {
    let transducer = Transducer::new(plan, at);
    Ports { entries: transducer.entries(), exits: transducer.exits(), inspects: transducer.inspects() }
}

/// `src/lib.rs` of the location's crate.
pub(crate) fn file(plan: &Plan, at: LocationId) -> String {
    let transducer = Transducer::new(plan, at);
    let tokens = transducer.tokens();
    print::file(tokens, &transducer.notes.into_inner())
}

impl<'a> Transducer<'a> {
    fn new(plan: &'a Plan<'a>, at: LocationId) -> Self {
        Self {
            plan,
            at,
            notes: Notes::default(),
            fields: RefCell::default(),
            schedule: RefCell::default(),
            leaving: RefCell::default(),
            values: RefCell::default(),
            asks_at_first: Cell::new(false),
            asks_later: Cell::new(false),
        }
    }

    fn tokens(&self) -> TokenStream {
        let ticks = self.ticks();
        let step = self.step(&ticks);
        let methods = self.methods();
        let tick_methods = ticks.iter().map(|tick| &tick.method);
        let (inputs, outputs) = (self.inputs(), self.outputs());
        let family = print::ident(self.plan.location_name(self.plan.program.family(self.at)));
        let fields = self.fields.borrow();
        let declared = fields.iter().map(|Field { name, ty, .. }| quote!(#name: #ty));
        let made = fields.iter().map(|Field { name, init, .. }| quote!(#name: #init));
        let (later, first) = (self.asks_later.get(), self.asks_at_first.get());
        let (me_field, me_made) = (later.then(|| quote!(me: MemberId<#family>,)), later.then(|| quote!(me,)));
        let me_name = if later || first { quote!(me) } else { quote!(_me) };
        let docs = format!(" The transducer of `{}`.", self.plan.location_name(self.at));
        let member = format!(" The first state of a member of `{family}`.");
        quote! {
            #![doc = #docs]
            #![allow(clippy::type_complexity, clippy::explicit_counter_loop, reason = "types and loops are those of the operators")]

            use messages::*;

            #inputs
            #outputs

            #[doc = " What the location keeps from one step to the next."]
            #[derive(Clone, Debug)]
            pub struct State { #me_field #(#declared,)* }

            impl State {
                #[doc = #member]
                #[allow(clippy::new_without_default)]
                pub fn new(#me_name: MemberId<#family>) -> Self {
                    State { #me_made #(#made,)* }
                }

                #step
                #(#tick_methods)*
                #methods
            }
        }
    }

    /// A field of `State`; its name is returned.
    fn field(&self, name: &str, ty: TokenStream, init: TokenStream) -> Ident {
        let name = print::ident(name);
        let mut fields = self.fields.borrow_mut();
        if !fields.iter().any(|field| field.name == name) {
            fields.push(Field { name: name.clone(), ty, init });
        }
        name
    }

    /// A buffer of elements of a stream.
    fn buffer(&self, name: &str, ty: &Type) -> Ident {
        self.field(name, quote!(Vec<#ty>), quote!(Vec::new()))
    }

    /// The member that this instance is, as an argument.
    fn me(&self) -> TokenStream {
        self.asks_later.set(true);
        quote!(self.me)
    }

    fn ident(&self, id: OperatorId) -> Ident {
        print::ident(self.plan.names.get(id))
    }

    fn element_type(&self, id: OperatorId) -> &'a Type {
        self.plan.types.element(id)
    }

    /// The comment of an operator: where it stands and how it begins.
    fn note(&self, id: OperatorId) -> TokenStream {
        let operator = self.plan.operator(id);
        let place = self.plan.source.place(operator.span);
        let written = self.plan.source.first_line(operator.span);
        let name = operator.op.name();
        let what = if written.is_empty() { format!("{name}: {}", self.plan.names.get(id)) } else { written };
        self.notes.note(format!("{place} .{what}"))
    }

    /// Whether the operator's result is made here, outside ticks.
    fn is_here(&self, id: OperatorId) -> bool {
        self.plan.at(id) == self.at
    }
}
