//! `src/main.rs` of a process: what the runtime brings goes into `Inputs`, what `Outputs` hold goes to the runtime.
//!
//! Locations that are fused share one main. What one of them sends to another one of the same process is moved into
//! its `Inputs`, and arrives with the next turn; so is what an instance sends to itself.

use crate::names::crate_name;
use crate::network::{self, Process, channel, role, target};
use crate::plan::Plan;
use crate::print;
use crate::transducer::{Ports, ports};
use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::{format_ident, quote};
use std::collections::BTreeSet;
use suki_ir::{Kind, LocationId, Op, OperatorId};

struct Glue<'a> {
    plan: &'a Plan<'a>,
    process: &'a Process,
    ports: Vec<(LocationId, Ports)>,
}

/// What the file is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Use {
    /// `src/main.rs` of the process with this number.
    Process(usize),
    /// A module of a simulation.
    Simulation,
}

/// The file of a process.
pub(crate) fn file(plan: &Plan, process: &Process, used: Use) -> String {
    let ports = process.locations.iter().map(|at| (*at, ports(plan, *at))).collect();
    let glue = Glue { plan, process, ports };
    print::file(glue.tokens(used), &[])
}

impl Glue<'_> {
    fn tokens(&self, used: Use) -> TokenStream {
        let roles: Vec<Role> = self.ports.iter().map(|(at, _)| self.role(*at)).collect();
        let fields = roles.iter().map(|Role { krate, state, inputs, outputs, .. }| {
            quote!(#state: ::#krate::State, #inputs: ::#krate::Inputs, #outputs: ::#krate::Outputs)
        });
        let made = roles.iter().map(|Role { krate, state, inputs, outputs, family, .. }| {
            quote! {
                #state: ::#krate::State::new(MemberId::<messages::#family>::new(me.member)),
                #inputs: ::#krate::Inputs::default(),
                #outputs: ::#krate::Outputs::default()
            }
        });
        let lists = self.lists();
        let (list_fields, list_made): (Vec<_>, Vec<_>) =
            lists.iter().map(|(name, made)| (quote!(#name: Vec<Instance>), quote!(#name: #made))).unzip();
        let written = self.persisted();
        let written_fields = written.iter().map(|(name, _, ty, _)| quote!(#name: Vec<#ty>));
        let written_made = written.iter().map(|(name, ..)| quote!(#name: Vec::new()));
        let back = written.iter().map(|(name, inputs, _, field)| quote!(self.#inputs.#field.append(&mut self.#name);));
        let (receive, fire, start) = (self.receive(), self.fire(), self.start());
        let turn = self.turn(&roles);
        let docs = format!(" The process `{}`.", self.process.name);
        let random = self.any(|op| matches!(op, Op::Random { .. })).then(|| match used {
            Use::Process(_) => quote! {
                #[doc = " A number that nobody can foresee: the hash of nothing under fresh keys."]
                fn random() -> u64 {
                    use std::hash::{BuildHasher, Hasher};
                    std::hash::RandomState::new().build_hasher().finish()
                }
            },
            Use::Simulation => quote!(
                use suki_simulator::random;
            ),
        });
        let persisted = (!written.is_empty()).then(|| quote!(fn persisted(&mut self) { #(#back)* }));
        let node = quote!(impl Node for Glue { #receive #fire #start #turn #persisted });
        let asks = names_in(node.clone());
        let (me, own) = if asks.contains("me") { (quote!(me: Place,), quote!(me)) } else { Default::default() };
        let imports = imports(&asks, !lists.is_empty());
        let made = quote!(Glue { #(#made,)* #(#written_made,)* #(#list_made,)* #own });
        let main = match used {
            Use::Process(index) => {
                let index = Literal::usize_unsuffixed(index);
                quote!(fn main() -> std::process::ExitCode { suki_runtime::serve(&PLAN, #index, |me| #made) })
            }
            Use::Simulation => quote! {
                #[doc = " The process at a place."]
                pub fn node(me: suki_runtime::Place) -> Box<dyn Node> { Box::new(#made) }
            },
        };
        quote! {
            #![doc = #docs]

            #[allow(unused_imports, reason = "the types of the program, for those that need them")]
            use messages::*;
            #(#imports)*

            #[doc = " The locations of this process between the runtime's calls."]
            struct Glue { #me #(#fields,)* #(#written_fields,)* #(#list_fields,)* }

            #node

            #random

            #main
        }
    }

    fn any(&self, wanted: impl Fn(&Op) -> bool) -> bool {
        self.ports.iter().any(|(_, ports)| ports.entries.iter().any(|id| wanted(self.plan.op(*id))))
    }

    fn role(&self, at: LocationId) -> Role {
        let name = crate_name(self.plan.location_name(at));
        let single = self.process.locations.len() == 1;
        let field = |part: &str| if single { format_ident!("{part}") } else { format_ident!("{name}_{part}") };
        Role {
            krate: print::ident(&name),
            family: print::ident(self.plan.location_name(self.plan.program.family(at))),
            state: field("state"),
            inputs: field("inputs"),
            outputs: field("outputs"),
        }
    }

    fn field(&self, id: OperatorId) -> Ident {
        print::ident(self.plan.names.get(id))
    }

    /// Everything that comes in, with the field of `Glue` that it goes to.
    fn entries(&self) -> impl Iterator<Item = (OperatorId, Ident)> + '_ {
        self.ports.iter().flat_map(|(at, ports)| {
            let inputs = self.role(*at).inputs;
            ports.entries.iter().map(move |id| (*id, inputs.clone()))
        })
    }

    fn receive(&self) -> TokenStream {
        let arms = self.entries().filter(|(id, _)| self.plan.is_channel(*id));
        let arms: Vec<TokenStream> = arms
            .map(|(id, inputs)| {
                let (name, number) = (self.field(id), Literal::u16_unsuffixed(channel(self.plan, id)));
                let from = self.plan.from(id);
                let is_move = self.plan.op(id).kind() == Kind::Move;
                if self.plan.is_external(from) {
                    quote!((#number, Sender::Client(client)) => self.#inputs.#name.push((client, decode(payload)?)),)
                } else if self.plan.is_cluster(from) && !is_move {
                    let member = quote!(MemberId::new(peer.member));
                    quote!((#number, Sender::Peer(peer)) => self.#inputs.#name.push((#member, decode(payload)?)),)
                } else {
                    quote!((#number, Sender::Peer(_)) => self.#inputs.#name.push(decode(payload)?),)
                }
            })
            .collect();
        if arms.is_empty() {
            return quote! {
                fn receive(&mut self, channel: u16, _: Sender, _: &[u8]) -> Result<(), WireError> {
                    Err(WireError::Channel(channel))
                }
            };
        }
        quote! {
            fn receive(&mut self, channel: u16, from: Sender, payload: &[u8]) -> Result<(), WireError> {
                match (channel, from) { #(#arms)* _ => Err(WireError::Channel(channel))? }
                Ok(())
            }
        }
    }

    fn fire(&self) -> TokenStream {
        let timers = self.entries().filter_map(|(id, inputs)| {
            let name = self.field(id);
            let number = Literal::u16_unsuffixed(network::timer(self.plan, id));
            match self.plan.op(id) {
                Op::Interval { .. } => Some((number, quote!(self.#inputs.#name += 1))),
                Op::Random { .. } => Some((number, quote!(self.#inputs.#name.push(random())))),
                _ => None,
            }
        });
        match &timers.collect::<Vec<_>>()[..] {
            [] => quote!(
                fn fire(&mut self, _: u16) {}
            ),
            [(number, then)] => quote!(fn fire(&mut self, timer: u16) { if timer == #number { #then; } }),
            several => {
                let arms = several.iter().map(|(number, then)| quote!(#number => #then,));
                quote!(fn fire(&mut self, timer: u16) { match timer { #(#arms)* _ => {} } })
            }
        }
    }

    fn start(&self) -> TokenStream {
        let read = self.entries().filter_map(|(id, inputs)| {
            let name = self.field(id);
            match self.plan.op(id) {
                Op::SourceIter { at, .. } => {
                    let members = Literal::u32_unsuffixed(self.plan.program.members(*at));
                    Some(quote!(self.#inputs.#name = self.me.member < #members;))
                }
                Op::Recover { log, at, .. } => {
                    let written = network::logs(self.plan).into_iter().find(|id| {
                        matches!(self.plan.op(*id), Op::PersistTo { log: name } if name == log)
                            && self.plan.from(*id) == *at
                    });
                    let number = Literal::u16_unsuffixed(network::log(self.plan, written?));
                    Some(quote!(self.#inputs.#name = disk.read(#number)?;))
                }
                _ => None,
            }
        });
        let read = quote!(#(#read)*);
        let disk = if names_in(read.clone()).contains("disk") { quote!(disk) } else { quote!(_) };
        quote!(fn start(&mut self, #disk: &Recovered) -> Result<(), WireError> { #read Ok(()) })
    }

    /// Elements on their way to disk: field, field of `Glue` that they come back to, type, field of `Inputs`.
    fn persisted(&self) -> Vec<(Ident, Ident, syn::Type, Ident)> {
        let entries = self.entries().filter(|(id, _)| matches!(self.plan.op(*id), Op::PersistTo { .. }));
        let part = |id| format_ident!("{}_on_its_way", self.plan.names.get(id));
        entries.map(|(id, inputs)| (part(id), inputs, self.plan.types.element(id).clone(), self.field(id))).collect()
    }

    /// Receivers of broadcasts and replications, listed once.
    fn lists(&self) -> Vec<(Ident, TokenStream)> {
        let mut lists = Vec::new();
        for id in self.ports.iter().flat_map(|(_, ports)| &ports.exits) {
            let to = target(self.plan, *id);
            let (number, name) = (Literal::u16_unsuffixed(role(to)), self.list(*id));
            let members = Literal::u32_unsuffixed(self.plan.program.members(to));
            let parts = Literal::u32_unsuffixed(self.plan.program.parts(to));
            let others = self.process.locations.contains(&to).then(|| quote!(.filter(|member| *member != me.member)));
            lists.extend(match self.plan.op(*id) {
                Op::Broadcast { key: None, .. } => Some((
                    name,
                    quote!((0..#members) #others .map(|member| Instance::new(#number, member, 0)).collect()),
                )),
                Op::Broadcast { .. } => Some((
                    name,
                    quote!((0..#parts).flat_map(|part| (0..#members).map(move |member| Instance::new(#number, member, part))).collect()),
                )),
                Op::Replicate { .. } => {
                    Some((name, quote!((0..#parts).map(|part| Instance::new(#number, me.member, part)).collect())))
                }
                _ => None,
            });
        }
        lists
    }

    fn list(&self, id: OperatorId) -> Ident {
        format_ident!("to_{}", network::channel_name(self.plan, id))
    }

    fn turn(&self, roles: &[Role]) -> TokenStream {
        let steps = roles.iter().map(
            |Role { state, inputs, outputs, .. }| quote!(self.#state.step(&mut self.#inputs, &mut self.#outputs);),
        );
        let sends = self.ports.iter().flat_map(|(at, ports)| ports.exits.iter().map(|id| self.send(*at, *id)));
        let logs = self.ports.iter().filter(|(_, ports)| ports.inspects).map(|(at, _)| {
            let outputs = self.role(*at).outputs;
            quote!(for line in self.#outputs.log.drain(..) { net.log(&line); })
        });
        let says = quote!(#(#sends)* #(#logs)*);
        // A home whose helpers do all the talking.
        let net = if names_in(says.clone()).contains("net") { quote!(net) } else { quote!(_net) };
        quote!(fn turn(&mut self, #net: &mut Net) { #(#steps)* #says })
    }

    /// Code that empties one field of `Outputs`.
    fn send(&self, at: LocationId, id: OperatorId) -> TokenStream {
        let plan = self.plan;
        let (op, outputs) = (plan.op(id), self.role(at).outputs);
        let field = print::ident(&network::channel_name(plan, id));
        let drain = quote!(self.#outputs.#field.drain(..));
        let number = Literal::u16_unsuffixed(channel(plan, id));
        let to = target(plan, id);
        let to_role = Literal::u16_unsuffixed(role(to));
        let list = self.list(id);
        let here = self.process.locations.contains(&to).then(|| (self.arrive(at, to, id), self.is_home(to)));
        match op {
            Op::Output { .. } => quote!(for (client, x) in #drain { net.reply(#number, client, &x); }),
            Op::PersistTo { .. } => {
                let log = Literal::u16_unsuffixed(network::log(plan, id));
                let kept = self.persisted().into_iter().find(|(.., name)| *name == self.field(id));
                let keep = kept.map(|(name, ..)| quote!(self.#name.push(x);));
                quote!(for x in #drain { net.persist(#log, &x); #keep })
            }
            Op::Broadcast { key: None, .. } => {
                let here = here.map(|(here, home)| match home {
                    Some(home) => quote!(if #home { #here }),
                    None => here,
                });
                quote!(for x in #drain { net.send_all(#number, &self.#list, &x); #here })
            }
            Op::Broadcast { .. } => {
                let members = Literal::usize_unsuffixed(plan.program.members(to) as usize);
                quote!(for (part, x) in #drain {
                    let first = part as usize * #members;
                    net.send_all(#number, &self.#list[first..first + #members], &x);
                })
            }
            Op::Replicate { .. } => quote!(for x in #drain { net.send_all(#number, &self.#list, &x); }),
            Op::Demux { key: None, .. } => {
                let send = quote!(net.send(#number, Instance::new(#to_role, member.index(), 0), &x););
                let send = match here {
                    Some((here, home)) => {
                        let home = home.map(|home| quote!(&& #home));
                        quote!(if member.index() == self.me.member #home { #here } else { #send })
                    }
                    None => send,
                };
                quote!(for (member, x) in #drain { #send })
            }
            Op::Demux { .. } => quote!(for (member, part, x) in #drain {
                net.send(#number, Instance::new(#to_role, member.index(), part), &x);
            }),
            Op::Send { key: None, .. } => {
                let send = quote!(net.send(#number, Instance::new(#to_role, 0, 0), &x););
                let send = match here {
                    Some((here, _)) => quote!(if self.me.member == 0 { #here } else { #send }),
                    None => send,
                };
                quote!(for x in #drain { #send })
            }
            Op::Send { .. } => {
                quote!(for (part, x) in #drain { net.send(#number, Instance::new(#to_role, 0, part), &x); })
            }
            Op::Exchange { .. } => quote!(for (part, x) in #drain {
                net.send(#number, Instance::new(#to_role, self.me.member, part), &x);
            }),
            Op::Gather { .. } => quote!(for x in #drain {
                net.send(#number, Instance::new(#to_role, self.me.member, 0), &x);
            }),
            _ => TokenStream::new(),
        }
    }

    /// Whether `to` has a member in this process, where not each of them has one: a fused location may have fewer
    /// members than others.
    fn is_home(&self, to: LocationId) -> Option<TokenStream> {
        let members = self.plan.program.members(to);
        let wide = Literal::u32_unsuffixed(members);
        (members < self.process.members).then(|| quote!(self.me.member < #wide))
    }

    /// Code that puts an element into the inputs of a location of this process.
    fn arrive(&self, from: LocationId, to: LocationId, id: OperatorId) -> TokenStream {
        let (inputs, name) = (self.role(to).inputs, self.field(id));
        if self.plan.is_cluster(from) {
            quote!(self.#inputs.#name.push((MemberId::new(self.me.member), x)); net.again();)
        } else {
            quote!(self.#inputs.#name.push(x); net.again();)
        }
    }
}

/// What the code of a process needs of the runtime; `names` are those in its `Node`.
fn imports(names: &BTreeSet<String>, has_lists: bool) -> [TokenStream; 2] {
    let decode = names.contains("decode").then(|| quote!(, decode));
    let instance = (has_lists || names.contains("Instance")).then(|| quote!(Instance,));
    let place = names.contains("me").then(|| quote!(Place,));
    [
        quote!(use suki_runtime::wire::{WireError #decode};),
        quote!(use suki_runtime::{#instance Net, Node, #place Recovered, Sender};),
    ]
}

/// All identifiers in `tokens`.
fn names_in(tokens: TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name) => drop(names.insert(name.to_string())),
            TokenTree::Group(group) => names.extend(names_in(group.stream())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    names
}

/// The names of one location's parts in `Glue`.
struct Role {
    krate: Ident,
    family: Ident,
    state: Ident,
    inputs: Ident,
    outputs: Ident,
}
